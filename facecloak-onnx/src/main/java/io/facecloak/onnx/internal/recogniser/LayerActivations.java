package io.facecloak.onnx.internal.recogniser;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.ValueNames;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How strongly the layers of a recogniser respond to a picture: the logarithms of the L2 norms of all activations after a non-linearity,
 * and the gradient of their sum. For methods that look inside a network, such as data-free universal perturbations. Thread-safe;
 * {@link #close()} is idempotent.
 */
public final class LayerActivations implements AutoCloseable {

    private static final String NORMS = "log_norms";

    private static final Set<String> NON_LINEARITIES =
            Set.of("Relu", "PRelu", "LeakyRelu", "Elu", "Clip", "Sigmoid", "HardSwish", "Gelu");

    private final OnnxGraph graph;
    private final int layers;

    /**
     * @param logNorms one per layer, from the input on
     * @param gradient of their sum with respect to the picture, in the layout of {@link AlignedFace}
     */
    public record Response(float[] logNorms, float[] gradient) {}

    private LayerActivations(OnnxGraph graph, int layers) {
        this.graph = graph;
        this.layers = layers;
    }

    /**
     * Opens a recogniser's file with its input convention, as {@link OnnxEmbedder#open(Path, Device)} finds it.
     *
     * @throws ModelException if the file is no recogniser, has no non-linearity, or cannot be differentiated
     */
    public static LayerActivations open(Path file, Device device) {
        return ModelBudget.spend(file, () -> {
            ModelProto network = ModelReader.read(file);
            return of(
                    InputConventions.stem(file),
                    network,
                    InputConventions.of(file, () -> network).spec(),
                    device);
        });
    }

    /**
     * Opens one of the recognisers in the jar.
     *
     * @throws ModelException if there is no such recogniser
     */
    public static LayerActivations ofBundled(String recogniser, Device device) {
        BundledFiles files = new BundledFiles();
        try {
            return of(recogniser, files.read(recogniser + ".onnx"), files.inputSpec(recogniser), device);
        } catch (IOException e) {
            throw new ModelException("cannot read the bundled recogniser " + recogniser + ": " + e.getMessage(), e);
        }
    }

    /**
     * Opens a recogniser from the bytes of its file.
     *
     * @param name for messages
     * @throws ModelException as for {@link #open(Path, Device)}
     */
    public static LayerActivations of(String name, byte[] model, InputSpec spec, Device device) {
        return ModelBudget.spend(name, () -> of(name, ModelReader.read(name, model), spec, device));
    }

    static LayerActivations of(String name, ModelProto network, InputSpec spec, Device device) {
        GraphProto clear = ValueNames.without(EmbeddingGraph.withClearNames(network.getGraph()), List.of(NORMS));
        ModelProto composed =
                EmbeddingGraph.compose(name, network.toBuilder().setGraph(clear).build(), spec);
        List<String> activations = clear.getNodeList().stream()
                .filter(node -> NON_LINEARITIES.contains(node.getOpType()))
                .map((NodeProto node) -> node.getOutput(0))
                .toList();
        if (activations.isEmpty()) {
            throw new ModelException("the model " + name + " has no activations of " + NON_LINEARITIES);
        }
        ModelProto.Builder open = composed.toBuilder();
        open.getGraphBuilder().clearOutput();
        GraphBuilder after = new GraphBuilder(open.build(), DataType.FLOAT);
        List<String> norms = new ArrayList<>();
        for (String activation : activations) {
            String rows = after.node("Flatten", List.of(activation), Attributes.of("axis", 1));
            String norm = after.reduce("ReduceL2", rows, true, 1);
            norms.add(after.unary("Log", after.node("Clip", List.of(norm, after.scalar(1e-12)))));
        }
        after.output(NORMS, after.node("Concat", norms, Attributes.of("axis", 1)), -1, norms.size());
        byte[] model = GradientGraph.differentiate(name, after.build(), GradientLayout.of(device))
                .toByteArray();
        return new LayerActivations(OnnxGraph.load(name, model, device), norms.size());
    }

    /** How many layers there are. */
    public int layers() {
        return layers;
    }

    /**
     * @param picture of {@link AlignedFace#SIZE} pixels
     * @throws IllegalStateException if closed
     * @throws ModelException if the engine fails
     */
    public Response respond(AlignedFace picture) {
        FloatTensor pixels = FloatTensor.allocate(1, AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE);
        picture.putInto(pixels.data().duplicate());
        FloatTensor ones = FloatTensor.allocate(1, layers);
        FloatBuffer directions = ones.data().duplicate();
        Collections.nCopies(layers, 1f).forEach(directions::put);
        Map<String, FloatTensor> results =
                graph.run(Map.of(EmbeddingGraph.FACES, pixels, GradientGraph.COTANGENT, ones));
        return new Response(values(results.get(NORMS)), values(results.get(GradientGraph.GRADIENT)));
    }

    private static float[] values(FloatTensor tensor) {
        float[] values = new float[tensor.data().remaining()];
        tensor.data().duplicate().get(values);
        return values;
    }

    @Override
    public void close() {
        graph.close();
    }
}
