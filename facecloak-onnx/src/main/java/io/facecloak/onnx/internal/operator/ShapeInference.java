package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.facecloak.onnx.internal.graph.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shapes of a graph's values for a given shape of its input, computed without an engine. Small operands that are computed from
 * shapes are followed on the way. A value stays unknown behind operators that are not known here, or whose result depends on numbers.
 * The graph is in the dialect of {@code ModelReader}.
 */
public final class ShapeInference {

    private static final Logger LOG = LoggerFactory.getLogger(ShapeInference.class);

    private final Map<String, long[]> shapes = new HashMap<>();
    private final Map<String, SmallTensor> values = new HashMap<>();
    private final Map<String, TensorProto> initializers = new HashMap<>();

    private ShapeInference() {}

    /**
     * @param inputShape the shape of the graph's first input; −1 stands for the batch
     * @param batch how many pictures there are
     */
    public static ShapeInference of(GraphProto graph, long[] inputShape, long batch) {
        ShapeInference inference = before(graph, inputShape, batch);
        graph.getNodeList().forEach(inference::add);
        return inference;
    }

    /** As {@link #of}, before the first of the graph's nodes; the caller adds them. */
    public static ShapeInference before(GraphProto graph, long[] inputShape, long batch) {
        ShapeInference inference = new ShapeInference();
        inference.shapes.put(
                graph.getInput(0).getName(),
                Arrays.stream(inputShape)
                        .map(dimension -> dimension < 0 ? batch : dimension)
                        .toArray());
        graph.getInitializerList().forEach(inference::add);
        return inference;
    }

    /** Goes on with a constant. */
    public void add(TensorProto tensor) {
        initializers.put(tensor.getName(), tensor);
        shapes.put(tensor.getName(), Tensors.shape(tensor));
    }

    /** The shape of a value, or null where it is unknown. */
    public long[] shape(String value) {
        return shapes.get(value);
    }

    /** The numbers of a small value that depends on shapes and constants alone, or null. */
    public double[] value(String value) {
        SmallTensor known = small(value);
        return known == null ? null : known.values().clone();
    }

    /** As {@link #value(String)}, with its shape. */
    SmallTensor small(String name) {
        SmallTensor known = values.get(name);
        TensorProto tensor = known == null ? initializers.get(name) : null;
        if (tensor != null && Tensors.count(tensor) <= SmallTensor.LARGEST) {
            known = SmallTensor.of(tensor).orElse(null);
            if (known != null) {
                values.put(name, known);
            }
        }
        return known;
    }

    /** Goes on with a node whose inputs are known by now, where they can be. */
    public void add(NodeProto node) {
        if (node.getInputCount() == 0) {
            return;
        }
        try {
            compute(node);
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            // Operands that contradict each other: the engine says so, in its own words, when it loads the graph.
            LOG.debug("no shape for {} ({})", node.getName(), node.getOpType(), e);
        }
    }

    private void compute(NodeProto node) {
        ShapedNode shaped = node(node);
        if (shaped.shape(0) == null) {
            return;
        }
        OperatorFamily family = Operators.of(node);
        List<long[]> results = family.shapes(shaped);
        for (int i = 0; i < results.size(); i++) {
            shapes.put(node.getOutput(i), results.get(i));
        }
        SmallTensor value = results.isEmpty() ? null : family.value(shaped, results.get(0));
        if (value != null) {
            values.put(node.getOutput(0), value);
        }
    }

    /** A node with what is known of its inputs. */
    public ShapedNode node(NodeProto node) {
        return new ShapedNode(node, this);
    }
}
