package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.reading.ModelReader;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A small graph whose gradient is checked.
 *
 * @param low smallest input
 * @param high largest input
 * @param batched whether the first dimension is dynamic
 */
record VjpCase(
        String name,
        long opset,
        double low,
        double high,
        boolean batched,
        BiFunction<GraphBuilder, String, String> body,
        long... shape) {

    /** On inputs in [−1, 1], in operator set 17. */
    static VjpCase of(String name, BiFunction<GraphBuilder, String, String> body, long... shape) {
        return new VjpCase(name, 17, -1, 1, true, body, shape);
    }

    /** As {@link #of}, with a first dimension that is no batch. */
    static VjpCase fixed(String name, BiFunction<GraphBuilder, String, String> body, long... shape) {
        return new VjpCase(name, 17, -1, 1, false, body, shape);
    }

    /** One node with constant operands after x. */
    static VjpCase node(String op, long[] shape, AttributeProto... attributes) {
        String name = Stream.concat(
                        Stream.of(op),
                        Arrays.stream(attributes).map(attribute -> attribute.getName() + " " + value(attribute)))
                .collect(Collectors.joining(", "));
        return of(name, (graph, x) -> graph.node(op, List.of(x), attributes), shape);
    }

    private static Object value(AttributeProto attribute) {
        return switch (attribute.getType()) {
            case INT -> attribute.getI();
            case FLOAT -> attribute.getF();
            case STRING -> attribute.getS().toStringUtf8();
            default -> attribute.getIntsList();
        };
    }

    VjpCase opset(long other) {
        return new VjpCase(name + " (operator set " + other + ")", other, low, high, batched, body, shape);
    }

    VjpCase between(double lowest, double highest) {
        return new VjpCase(name, opset, lowest, highest, batched, body, shape);
    }

    /** In float32, brought to the common dialect. */
    ModelProto single() {
        ModelProto model = model(DataType.FLOAT);
        return ModelReader.read(name, model.toByteArray());
    }

    /** In float64; only for recent operator sets. */
    ModelProto wide() {
        return model(DataType.DOUBLE);
    }

    private ModelProto model(DataType type) {
        long[] declared = shape.clone();
        declared[0] = batched ? -1 : declared[0];
        return TinyModels.model(opset, type, body, declared);
    }

    boolean isRecent() {
        return opset >= 17;
    }

    /** Reproducible constants. */
    static String random(GraphBuilder graph, long... shape) {
        return random(graph, -1, 1, shape);
    }

    static String random(GraphBuilder graph, double low, double high, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        Random random = new Random(count * 31L + shape.length);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return graph.reals(values, shape);
    }

    static AttributeProto ints(String name, long... values) {
        return Attributes.of(name, values);
    }

    static AttributeProto attribute(String name, long value) {
        return Attributes.of(name, value);
    }

    static AttributeProto attribute(String name, float value) {
        return Attributes.of(name, value);
    }

    static AttributeProto attribute(String name, String value) {
        return Attributes.of(name, value);
    }

    @Override
    public String toString() {
        return name;
    }
}
