package io.facecloak.onnx.arc2face;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.reading.ModelCheck;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One graph of the pipeline, whose inputs and output were checked. Thread-safe. */
final class PipelineGraph implements AutoCloseable {

    private static final String REMEDY = "; docs/exporting-models.md says how to get it";

    /** Of the processor, for weights of gigabytes. */
    private static final int SECONDS = 240;

    private final OnnxGraph graph;
    private final String title;
    private final Port output;

    private PipelineGraph(OnnxGraph graph, String title, Port output) {
        this.graph = graph;
        this.title = title;
        this.output = output;
    }

    /**
     * Loads a graph.
     *
     * @param title what it is, such as {@code UNet}
     * @param inputs all inputs that it must have
     * @param output the output that is wanted; others are ignored
     * @throws ModelException if the file cannot be loaded or is another graph
     */
    static PipelineGraph open(Path file, String title, List<Port> inputs, Port output, Device device) {
        requireFile(file, title);
        return ModelBudget.spend(file, SECONDS, () -> checked(file, title, inputs, output, device));
    }

    private static PipelineGraph checked(Path file, String title, List<Port> inputs, Port output, Device device) {
        ModelCheck.require(file);
        OnnxGraph graph = OnnxGraph.load(file, device);
        try {
            boolean fits = graph.inputs().size() == inputs.size()
                    && inputs.stream().allMatch(port -> fits(port, graph.inputs()))
                    && fits(output, graph.outputs());
            if (!fits) {
                throw new ModelException(file + " is not Arc2Face's " + title + ", which takes " + describe(inputs)
                        + " and gives " + output + ", but this graph takes " + describe(graph.inputs()) + " and gives "
                        + describe(graph.outputs()) + REMEDY);
            }
            return new PipelineGraph(graph, title, output);
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    /** @throws ModelException if the file does not exist */
    static void requireFile(Path file, String title) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException("no " + title + " of Arc2Face: the file " + file + " does not exist" + REMEDY);
        }
    }

    private static boolean fits(Port port, Map<String, long[]> declared) {
        return declared.containsKey(port.name()) && port.fits(declared.get(port.name()));
    }

    private static String describe(List<Port> ports) {
        return ports.stream().map(Port::toString).collect(Collectors.joining(", "));
    }

    private static String describe(Map<String, long[]> shapes) {
        return describe(shapes.entrySet().stream()
                .map(entry -> new Port(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** The shape that the graph declares for an input; −1 for what it leaves open. */
    long[] declared(String input) {
        return graph.inputs().get(input);
    }

    /**
     * Runs the graph.
     *
     * @param shape what the output's shape must be
     * @return the output's values
     * @throws ModelException if the run fails, or its output has another shape or values that are no numbers
     */
    FloatBuffer run(Map<String, FloatTensor> feeds, long... shape) {
        FloatTensor result = graph.run(feeds).get(output.name());
        if (!Arrays.equals(result.shape(), shape)) {
            throw new ModelException(graph.name() + " gives " + output.name() + " the shape "
                    + Arrays.toString(result.shape()) + " where Arc2Face's " + title + " gives "
                    + Arrays.toString(shape) + REMEDY);
        }
        FloatBuffer values = result.data();
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new ModelException(graph.name() + " gives values that are not numbers, as half-precision"
                        + " exports may where their range is exceeded: use the float32 export of the " + title);
            }
        }
        return values;
    }

    @Override
    public void close() {
        graph.close();
    }
}
