package io.facecloak.onnx.internal.mtcnn;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.reading.ModelCheck;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One network of the cascade: a graph whose shapes were checked. Thread-safe. */
public final class CascadeNetwork implements AutoCloseable {

    private static final int MAXIMUM_BATCH = 64;

    private final OnnxGraph graph;
    private final String input;
    private final String probabilities;
    private final String offsets;
    private final String landmarks;

    private CascadeNetwork(NetworkKind kind, OnnxGraph graph) {
        this.graph = graph;
        this.input = onlyInput(kind);
        int rank = kind.slides() ? 4 : 2;
        this.probabilities = output(kind, "prob", rank, 2);
        this.offsets = output(kind, "reg", rank, 4);
        this.landmarks = kind.hasLandmarks() ? output(kind, "landmarks", rank, 10) : null;
    }

    /** @throws ModelException if the file cannot be read or is not this network */
    static CascadeNetwork open(NetworkKind kind, CascadeFiles files, Device device) {
        String file = files.describe(kind.fileName());
        return ModelBudget.spend(file, () -> open(kind, files, file, device));
    }

    private static CascadeNetwork open(NetworkKind kind, CascadeFiles files, String file, Device device) {
        OnnxGraph graph;
        try {
            byte[] model = files.read(kind.fileName());
            if (!files.areVerified()) {
                ModelCheck.require(file, model);
            }
            graph = OnnxGraph.load(file, model, device);
        } catch (IOException e) {
            throw new ModelException("cannot read " + kind.title() + " of MTCNN from " + file + ": " + e, e);
        } catch (ModelException e) {
            throw new ModelException("no " + kind.title() + " of MTCNN: " + e.getMessage() + remedy(kind), e);
        }
        try {
            return new CascadeNetwork(kind, graph);
        } catch (ModelException e) {
            graph.close();
            throw e;
        }
    }

    public static String remedy(NetworkKind kind) {
        return "; put MTCNN's " + kind.title() + " there as an ONNX file named " + kind.fileName();
    }

    /** Most pictures of one run. */
    int maximumBatch() {
        return graph.inputs().get(input)[0] == 1 ? 1 : MAXIMUM_BATCH;
    }

    /**
     * Runs the network.
     *
     * @param pictures {@code count} pictures [count, 3, height, width] from the start of the buffer, (RGB 0..255 − 127.5) / 128
     */
    Result run(FloatBuffer pictures, int count, int height, int width) {
        FloatBuffer values = pictures.duplicate().position(0).limit(count * 3 * height * width);
        Map<String, FloatTensor> outputs = graph.run(Map.of(input, new FloatTensor(values, count, 3, height, width)));
        return new Result(
                outputs.get(probabilities), outputs.get(offsets), landmarks == null ? null : outputs.get(landmarks));
    }

    /**
     * What the network said.
     *
     * @param probabilities of background and face: [N, 2] or, where the network slides, [1, 2, rows, columns]
     * @param offsets left, top, right, bottom as parts of the box: [N, 4] or [1, 4, rows, columns]
     * @param landmarks five x, then five y as parts of the box: [N, 10]; null if the network has none
     */
    record Result(FloatTensor probabilities, FloatTensor offsets, FloatTensor landmarks) {

        /** Face probability of a picture of the batch. */
        double score(int picture) {
            return probabilities.data().get(2 * picture + 1);
        }
    }

    private String onlyInput(NetworkKind kind) {
        if (graph.inputs().size() == 1) {
            Map.Entry<String, long[]> only =
                    graph.inputs().entrySet().iterator().next();
            if (isPicture(only.getValue(), kind)) {
                return only.getKey();
            }
        }
        throw wrongModel(kind);
    }

    private static boolean isPicture(long[] shape, NetworkKind kind) {
        return shape.length == 4
                && (shape[0] == -1 || shape[0] == 1)
                && (shape[1] == -1 || shape[1] == 3)
                && isSide(shape[2], kind)
                && isSide(shape[3], kind);
    }

    private static boolean isSide(long dimension, NetworkKind kind) {
        return dimension == -1 || !kind.slides() && dimension == kind.side();
    }

    /** The output with this many values per face; its usual name only matters where the file does not say the size. */
    private String output(NetworkKind kind, String name, int rank, int values) {
        List<String> fitting = graph.outputs().entrySet().stream()
                .filter(output -> output.getValue().length == rank)
                .filter(output -> output.getValue()[1] == values
                        || output.getValue()[1] == -1 && output.getKey().equals(name))
                .map(Map.Entry::getKey)
                .toList();
        if (fitting.size() != 1) {
            throw wrongModel(kind);
        }
        return fitting.get(0);
    }

    private ModelException wrongModel(NetworkKind kind) {
        String side = kind.slides() ? "any" : Integer.toString(kind.side());
        return new ModelException(graph.name() + " is not " + kind.title() + " of MTCNN, which has one input [N, 3, "
                + side + ", " + side + "] and outputs of 2 and 4" + (kind.hasLandmarks() ? " and 10" : "")
                + " values per face, but this model has the input " + describe(graph.inputs()) + " and the output "
                + describe(graph.outputs()) + remedy(kind));
    }

    private static String describe(Map<String, long[]> shapes) {
        return shapes.entrySet().stream()
                .map(entry -> entry.getKey() + " " + Arrays.toString(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        graph.close();
    }
}
