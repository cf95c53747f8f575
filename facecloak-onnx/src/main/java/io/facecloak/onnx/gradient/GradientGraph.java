package io.facecloak.onnx.gradient;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.graph.GraphBuilder;
import io.facecloak.onnx.graph.Opsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;

/**
 * Reverse-mode differentiation of an ONNX graph with respect to its input. The result is one model that takes the input x and a
 * cotangent c and computes the output y and ∂⟨c, y⟩/∂x. It consists of standard operators only, so it runs on every execution provider.
 */
public final class GradientGraph {

    /** The input that takes the cotangent; the shape of the differentiated output. */
    public static final String COTANGENT = "cotangent";

    /** The output that holds the gradient; the shape of the input. */
    public static final String GRADIENT = "gradient";

    private GradientGraph() {}

    /** The standard operators that gradients flow through. */
    public static SortedSet<String> supportedOperators() {
        return VjpRules.operators();
    }

    /**
     * Adds the gradient to a model.
     *
     * @param name the model's name for error messages
     * @param model a graph with one input of a real type and one output, in the dialect of {@code ModelReader}; only the input's first
     *     dimension may be dynamic
     * @return the same model with a second input {@value #COTANGENT} and a second output {@value #GRADIENT}
     * @throws ModelException if the output does not depend on the input, or if nodes in between cannot be differentiated: the message
     *     lists all of them and the operators that can be
     */
    public static ModelProto differentiate(String name, ModelProto model) {
        GraphProto source = model.getGraph();
        if (source.getInputCount() != 1 || source.getOutputCount() != 1) {
            throw new ModelException("the model " + name + " has " + source.getInputCount() + " inputs and "
                    + source.getOutputCount() + " outputs, but the gradient is for one input and one output");
        }
        String input = source.getInput(0).getName();
        String output = source.getOutput(0).getName();
        Activity activity = new Activity(source, input, output);
        if (!activity.values().contains(input)) {
            throw new ModelException(
                    "the output " + output + " of the model " + name + " does not depend on its input " + input);
        }
        requireRules(name, activity.nodes());

        long[] inputShape = shape(source.getInput(0).getType().getTensorType().getShape());
        DataType real =
                DataType.forNumber(source.getInput(0).getType().getTensorType().getElemType());
        ShapeProbe probe = new ShapeProbe(name, model, inputShape, activity.inactive());
        Map<String, TensorProto> initializers = new HashMap<>();
        source.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
        Values values = new Values(activity.values(), initializers, probe);

        GraphBuilder graph = new GraphBuilder(model, real);
        Cotangents cotangents = new Cotangents(graph);
        cotangents.add(output, graph.input(COTANGENT, values.shape(output).dimensions()));
        List<String> unsupported = new ArrayList<>();
        for (NodeProto proto : activity.nodes()) {
            if (proto.getOutputList().stream().allMatch(value -> cotangents.of(value) == null)) {
                // Behind a node that is on the list already.
                continue;
            }
            try {
                VjpRules.of(proto).backward(new ForwardNode(proto, values, cotangents, graph));
            } catch (UnsupportedNodeException e) {
                unsupported.add(describe(proto) + ": " + e.getMessage());
            }
        }
        if (!unsupported.isEmpty()) {
            throw unsupported(name, unsupported);
        }
        graph.output(GRADIENT, cotangents.of(input), inputShape);
        return graph.build();
    }

    private static void requireRules(String name, List<NodeProto> nodes) {
        List<String> unsupported = nodes.stream()
                .filter(node -> VjpRules.of(node) == null)
                .map(GradientGraph::describe)
                .toList();
        if (!unsupported.isEmpty()) {
            throw unsupported(name, unsupported);
        }
    }

    private static ModelException unsupported(String name, List<String> nodes) {
        return new ModelException("the model " + name + " cannot be differentiated at " + nodes.size() + " node(s): "
                + String.join("; ", nodes) + ". Gradients flow through: "
                + String.join(", ", VjpRules.operators()));
    }

    private static String describe(NodeProto node) {
        String name = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
        String domain = Opsets.isStandard(node.getDomain()) ? "ai.onnx" : node.getDomain();
        return name + " (" + node.getOpType() + ", domain " + domain + ")";
    }

    private static long[] shape(TensorShapeProto shape) {
        return shape.getDimList().stream()
                .mapToLong(dimension -> dimension.getDimValue() > 0 ? dimension.getDimValue() : -1)
                .toArray();
    }
}
