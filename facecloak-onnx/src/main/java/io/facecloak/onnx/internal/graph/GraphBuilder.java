package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Appends nodes to a model. Every method returns the name of the value that the new node computes; names are unique. Nodes are legal
 * from operator set {@value Opsets#DIALECT} on. Not thread-safe.
 */
public final class GraphBuilder {

    private static final int AT_THE_END = -1;

    private final ModelProto.Builder model;
    private final GraphProto.Builder graph;
    private final DataType real;
    private final long opset;
    private final ValueNames names;
    private final Map<List<Object>, String> constants = new HashMap<>();
    private int counter;
    private int insertion = AT_THE_END;

    /**
     * @param base the model to extend; it is not changed
     * @param real the type of the real constants that are added, {@link DataType#FLOAT} or {@link DataType#DOUBLE}
     */
    public GraphBuilder(ModelProto base, DataType real) {
        this.model = base.toBuilder();
        this.graph = model.getGraphBuilder();
        this.real = real;
        this.opset = Opsets.of(base);
        this.names = ValueNames.of(base.getGraph());
    }

    /** Keeps clear of the names in a graph that the caller is going to join with this one. */
    public void reserve(GraphProto other) {
        names.take(other);
    }

    /** The model with everything added so far. */
    public ModelProto build() {
        return model.build();
    }

    /** Declares an input of the model; −1 for a dynamic dimension. */
    public String input(String name, long... shape) {
        graph.addInput(value(name, real, shape));
        names.take(name);
        return name;
    }

    /** Makes an existing value an output of the model under a name of the caller's choice. */
    public void output(String name, String value, long... shape) {
        if (!name.equals(value)) {
            if (!names.take(name)) {
                throw new IllegalArgumentException("the name " + name + " is taken");
            }
            graph.addNode(NodeProto.newBuilder()
                    .setOpType("Identity")
                    .addInput(value)
                    .addOutput(name)
                    .setName(name));
        }
        graph.addOutput(value(name, real, shape));
    }

    /** Appends a node with one output. */
    public String node(String op, List<String> inputs, AttributeProto... attributes) {
        return node(op, inputs, 1, attributes).get(0);
    }

    /** Appends a node with several outputs. */
    public List<String> node(String op, List<String> inputs, int outputs, AttributeProto... attributes) {
        List<String> results = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            results.add(unique(op));
        }
        append(NodeProto.newBuilder()
                .setName(results.get(0))
                .setOpType(op)
                .addAllInput(inputs)
                .addAllOutput(results)
                .addAllAttribute(Arrays.asList(attributes)));
        return results;
    }

    /** Adds the nodes that {@code body} appends in front of the node that computes {@code value}. */
    public String before(String value, Supplier<String> body) {
        insertion = indexOf(value);
        try {
            return body.get();
        } finally {
            insertion = AT_THE_END;
        }
    }

    /** Lets another operator compute a value; its inputs must be there already. */
    public void recompute(String value, String op, List<String> inputs) {
        int index = indexOf(value);
        graph.setNode(
                index,
                NodeProto.newBuilder()
                        .setName(graph.getNode(index).getName())
                        .setOpType(op)
                        .addAllInput(inputs)
                        .addOutput(value));
    }

    private int indexOf(String value) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOutputList().contains(value)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no node computes " + value);
    }

    private void append(NodeProto.Builder node) {
        if (insertion == AT_THE_END) {
            graph.addNode(node);
        } else {
            graph.addNode(insertion++, node);
        }
    }

    /** A name that nothing in the graph has. */
    public String unique(String stem) {
        String name;
        do {
            name = "facecloak/" + stem + "_" + counter++;
        } while (!names.take(name));
        return name;
    }

    public String scalar(double value) {
        return constants.computeIfAbsent(List.of("scalar", value), key -> reals(new double[] {value}));
    }

    /** A constant vector of scales, which are float32 whatever the type of the picture. */
    public String scales(double... factors) {
        String name = unique("scales");
        graph.addInitializer(Tensors.reals(name, DataType.FLOAT, factors, factors.length));
        return name;
    }

    /** A constant tensor of real numbers. */
    public String reals(double[] values, long... shape) {
        String name = unique("real");
        graph.addInitializer(Tensors.reals(name, real, values, shape));
        return name;
    }

    /** A constant tensor with one value everywhere. */
    public String filled(double value, long... shape) {
        List<Object> key = new ArrayList<>(List.of("filled", value));
        int count = 1;
        for (long dimension : shape) {
            key.add(dimension);
            count = Math.toIntExact(count * dimension);
        }
        double[] values = new double[count];
        Arrays.fill(values, value);
        return constants.computeIfAbsent(key, absent -> reals(values, shape));
    }

    /** A constant vector of integers. */
    public String longs(long... values) {
        List<Object> key = new ArrayList<>(List.of("longs"));
        for (long value : values) {
            key.add(value);
        }
        return constants.computeIfAbsent(key, absent -> addLongs(values, values.length));
    }

    /** A constant integer without dimensions. */
    public String index(long value) {
        return constants.computeIfAbsent(List.of("index", value), key -> addLongs(new long[] {value}));
    }

    private String addLongs(long[] values, long... shape) {
        String name = unique("integer");
        graph.addInitializer(Tensors.longs(name, values, shape));
        return name;
    }

    public String add(String a, String b) {
        return node("Add", List.of(a, b));
    }

    public String sub(String a, String b) {
        return node("Sub", List.of(a, b));
    }

    public String mul(String a, String b) {
        return node("Mul", List.of(a, b));
    }

    public String div(String a, String b) {
        return node("Div", List.of(a, b));
    }

    public String matMul(String a, String b) {
        return node("MatMul", List.of(a, b));
    }

    /** A node with one input and no attributes, such as {@code Neg} or {@code Sqrt}. */
    public String unary(String op, String x) {
        return node(op, List.of(x));
    }

    public String identity(String x) {
        return unary("Identity", x);
    }

    public String transpose(String x, long... permutation) {
        return node("Transpose", List.of(x), Attributes.of("perm", permutation));
    }

    /**
     * Multiplies the channels of feature maps by weights [C, 1, 1, 1] and adds a bias [C]: a depthwise 1×1 convolution, which ONNX Runtime
     * computes in its blocked memory layout, where it has no broadcasting products.
     */
    public String perChannel(String x, long channels, String weights, String bias) {
        return perChannel(List.of(x, weights, bias), channels);
    }

    /** As {@link #perChannel(String, long, String, String)}, without a bias. */
    public String perChannel(String x, long channels, String weights) {
        return perChannel(List.of(x, weights), channels);
    }

    private String perChannel(List<String> operands, long channels) {
        return node(
                "Conv", operands, Attributes.of("group", channels), Attributes.of("kernel_shape", new long[] {1, 1}));
    }

    /** Swaps the last two axes of a tensor of this rank. */
    public String transposeMatrix(String x, int rank) {
        long[] permutation = new long[rank];
        Arrays.setAll(permutation, i -> i);
        permutation[rank - 2] = rank - 1;
        permutation[rank - 1] = rank - 2;
        return transpose(x, permutation);
    }

    /** Reshape with at most one −1. */
    public String reshape(String x, long... shape) {
        return node("Reshape", List.of(x, longs(shape)));
    }

    public String shapeOf(String x) {
        return unary("Shape", x);
    }

    /** {@code ReduceSum}, {@code ReduceMean} and their like, which moved their axes from an attribute to an input in operator set 18. */
    public String reduce(String op, String x, boolean keepDimensions, long... axes) {
        AttributeProto keep = Attributes.of("keepdims", keepDimensions ? 1 : 0);
        if (op.equals("ReduceSum") || opset >= 18) {
            return node(op, List.of(x, longs(axes)), keep);
        }
        return node(op, List.of(x), keep, Attributes.of("axes", axes));
    }

    /** 1 where the boolean value is true, else 0. */
    public String indicator(String truth) {
        return node("Cast", List.of(truth), Attributes.of("to", real.getNumber()));
    }

    public String where(String truth, String yes, String no) {
        return node("Where", List.of(truth, yes, no));
    }

    public String greater(String a, String b) {
        return node("Greater", List.of(a, b));
    }

    public String less(String a, String b) {
        return node("Less", List.of(a, b));
    }

    /** A tensor of zeros with the shape that an integer vector names. */
    public String zeros(String shape) {
        return node(
                "ConstantOfShape",
                List.of(shape),
                AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(Tensors.reals("", real, new double[] {0}, 1))
                        .build());
    }

    /** The type of the real constants that are added. */
    public DataType real() {
        return real;
    }

    /** The declaration of an input or output; −1 for a dynamic dimension. */
    public static ValueInfoProto value(String name, DataType type, long... shape) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        if (shape.length > 0) {
            for (int i = 0; i < shape.length; i++) {
                if (shape[i] < 0) {
                    tensor.getShapeBuilder().addDimBuilder().setDimParam(i == 0 ? "N" : "d" + i);
                } else {
                    tensor.getShapeBuilder().addDimBuilder().setDimValue(shape[i]);
                }
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
