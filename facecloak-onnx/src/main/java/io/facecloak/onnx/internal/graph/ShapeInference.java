package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shapes of a graph's values for a given shape of its input, computed without an engine. Small operands that are computed from
 * shapes are followed on the way. A value stays unknown behind operators that are not known here, or whose result depends on numbers.
 * The graph is in the dialect of {@link ModelReader}.
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
    static ShapeInference before(GraphProto graph, long[] inputShape, long batch) {
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
    void add(TensorProto tensor) {
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
    void add(NodeProto node) {
        if (!Opsets.isStandard(node.getDomain()) || node.getInputCount() == 0) {
            return;
        }
        try {
            compute(node, new NodeShape(node, this));
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            // Operands that contradict each other: the engine says so, in its own words, when it loads the graph.
            LOG.debug("no shape for {} ({})", node.getName(), node.getOpType(), e);
        }
    }

    private void compute(NodeProto node, NodeShape rule) {
        if (node.getOpType().equals("Split")) {
            List<long[]> parts = rule.parts();
            for (int i = 0; parts != null && i < parts.size(); i++) {
                shapes.put(node.getOutput(i), parts.get(i));
            }
            return;
        }
        long[] shape = rule.shape();
        if (shape == null) {
            return;
        }
        shapes.put(node.getOutput(0), shape);
        SmallTensor value =
                switch (node.getOpType()) {
                    case "Shape" -> SmallTensor.integers(rule.shapeAsValue());
                    case "Size" ->
                        new SmallTensor(new long[0], new double[] {SmallTensor.count(shape(node.getInput(0)))}, true);
                    default -> folded(node, shape);
                };
        if (value != null) {
            values.put(node.getOutput(0), value);
        }
    }

    private SmallTensor folded(NodeProto node, long[] shape) {
        List<SmallTensor> operands = new ArrayList<>();
        for (String input : node.getInputList()) {
            SmallTensor operand = input.isEmpty() ? null : small(input);
            if (operand == null && !input.isEmpty()) {
                return null;
            }
            operands.add(operand);
        }
        return Folding.fold(node, operands, shape);
    }
}
