package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.gradient.Differentiability.Obstacle;
import io.facecloak.onnx.internal.graph.BatchNormalizationFolding;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.ValueNames;
import io.facecloak.onnx.internal.operator.Cotangents;
import io.facecloak.onnx.internal.operator.ForwardNode;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.operator.Operators;
import io.facecloak.onnx.internal.operator.Shapes;
import io.facecloak.onnx.internal.operator.UnsupportedNodeException;
import io.facecloak.onnx.internal.operator.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * Reverse-mode differentiation of an ONNX graph with respect to its input. The result is one model that takes the input x and a
 * cotangent c and computes the output y and ∂⟨c, y⟩/∂x. It consists of standard operators only, so it runs on every execution provider.
 */
public final class GradientGraph {

    /** The input that takes the cotangent; the shape of the differentiated output. */
    public static final String COTANGENT = "cotangent";

    /** The output that holds the gradient; the shape of the input. */
    public static final String GRADIENT = "gradient";

    private static final Set<String> OWN_NAMES = Set.of(COTANGENT, GRADIENT);

    private final GraphBuilder graph;
    private final Cotangents cotangents;
    private final Differentiability differentiability;

    private GradientGraph(GraphBuilder graph, Cotangents cotangents, Differentiability differentiability) {
        this.graph = graph;
        this.cotangents = cotangents;
        this.differentiability = differentiability;
    }

    /** The standard operators that gradients flow through. */
    public static SortedSet<String> supportedOperators() {
        return Operators.differentiable();
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
        return differentiate(name, model, GradientLayout.PLAIN);
    }

    /** As {@link #differentiate(String, ModelProto)}, with the operators of a layout. */
    public static ModelProto differentiate(String name, ModelProto model, GradientLayout layout) {
        GradientGraph gradient = of(name, model, Objects.requireNonNull(layout, "layout"));
        Differentiability found = gradient.differentiability;
        ValueInfoProto input = model.getGraph().getInput(0);
        String result = model.getGraph().getOutput(0).getName();
        for (String own : OWN_NAMES) {
            if (own.equals(input.getName()) || own.equals(result)) {
                throw new ModelException("the model " + name + " has an input or output of the name " + own
                        + ", which its gradient needs; give it another name");
            }
        }
        if (found.active().isEmpty()) {
            throw new ModelException(
                    "the output " + model.getGraph().getOutput(0).getName() + " of the model " + name
                            + " does not depend on its input " + input.getName());
        }
        if (!found.obstacles().isEmpty()) {
            throw new ModelException("the model " + name + " cannot be differentiated at "
                    + found.obstacles().size() + " node(s): "
                    + found.obstacles().stream().map(Obstacle::toString).collect(Collectors.joining("; "))
                    + ". GradientGraph.supportedOperators() names those through which gradients flow");
        }
        gradient.graph.output(GRADIENT, gradient.cotangents.of(input.getName()), shape(input));
        return gradient.graph.build();
    }

    /**
     * Finds out whether a model can be differentiated; as {@link #differentiate}, but for the result.
     *
     * @throws ModelException if the model has more than one input or output, or is not even understood by the engine
     */
    public static Differentiability examine(String name, ModelProto model) {
        return of(name, model, GradientLayout.PLAIN).differentiability;
    }

    private static GradientGraph of(String name, ModelProto original, GradientLayout layout) {
        GraphProto declared = original.getGraph();
        if (declared.getInputCount() != 1 || declared.getOutputCount() != 1) {
            throw new ModelException("the model " + name + " has " + declared.getInputCount() + " inputs and "
                    + declared.getOutputCount() + " outputs, but the gradient is for one input and one output");
        }
        long[] inputShape = shape(declared.getInput(0));
        ModelProto flat = ConstantBranches.fold(withClearNames(original), inputShape);
        ModelProto distinct = flat.toBuilder()
                .setGraph(ValueNames.withDistinctNodes(flat.getGraph()))
                .build();
        ModelProto model = BatchNormalizationFolding.apply(ExactResizes.apply(name, distinct, inputShape));
        GraphProto source = model.getGraph();
        String output = source.getOutput(0).getName();
        GraphBuilder graph = new GraphBuilder(
                model,
                DataType.forNumber(source.getInput(0).getType().getTensorType().getElemType()));
        Cotangents cotangents = new Cotangents(graph);
        Activity activity = new Activity(source, source.getInput(0).getName(), output);
        List<Obstacle> obstacles = new ArrayList<>();
        for (NodeProto node : activity.nodes()) {
            if (Operators.rule(node).isEmpty()) {
                obstacles.add(new Obstacle(node, Operators.of(node).obstacle(node.getOpType())));
            }
        }
        if (obstacles.isEmpty() && !activity.nodes().isEmpty()) {
            Shapes shapes = InferredShapes.of(source, inputShape, activity)
                    .orElseGet(() -> new ShapeProbe(name, model, inputShape, activity.inactive()));
            Map<String, TensorProto> initializers = new HashMap<>();
            source.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
            Values values = new Values(activity.values(), initializers, shapes);
            cotangents.add(output, graph.input(COTANGENT, values.shape(output).dimensions()));
            for (NodeProto node : activity.nodes()) {
                if (node.getOutputList().stream().allMatch(value -> cotangents.of(value) == null)) {
                    // Behind a node that is on the list already.
                    continue;
                }
                try {
                    Operators.rule(node)
                            .orElseThrow()
                            .backward(new ForwardNode(node, values, cotangents, graph, layout));
                } catch (UnsupportedNodeException e) {
                    obstacles.add(new Obstacle(node, e.getMessage()));
                }
            }
        }
        return new GradientGraph(graph, cotangents, new Differentiability(activity.nodes(), obstacles));
    }

    /** The names of the gradient's own input and output belong to them alone. */
    private static ModelProto withClearNames(ModelProto model) {
        GraphProto graph = model.getGraph();
        Set<String> inner = new HashSet<>(OWN_NAMES);
        inner.remove(graph.getInput(0).getName());
        inner.remove(graph.getOutput(0).getName());
        GraphProto clear = ValueNames.without(graph, inner);
        return clear == graph ? model : model.toBuilder().setGraph(clear).build();
    }

    private static long[] shape(ValueInfoProto value) {
        return value.getType().getTensorType().getShape().getDimList().stream()
                .mapToLong(dimension -> dimension.getDimValue() > 0 ? dimension.getDimValue() : -1)
                .toArray();
    }
}
