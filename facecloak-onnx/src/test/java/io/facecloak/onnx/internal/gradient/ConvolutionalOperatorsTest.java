package io.facecloak.onnx.internal.gradient;

import static io.facecloak.onnx.internal.gradient.VjpCase.attribute;
import static io.facecloak.onnx.internal.gradient.VjpCase.ints;
import static io.facecloak.onnx.internal.gradient.VjpCase.node;
import static io.facecloak.onnx.internal.gradient.VjpCase.of;
import static io.facecloak.onnx.internal.gradient.VjpCase.random;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the convolutional family against finite differences. */
class ConvolutionalOperatorsTest {

    static Stream<VjpCase> convolutions() {
        List<VjpCase> cases = new ArrayList<>();
        for (int stride = 1; stride <= 3; stride++) {
            for (int kernel = 1; kernel <= 3; kernel++) {
                for (int pad = 0; pad < kernel; pad++) {
                    cases.add(conv(2, 4, 1, new long[] {kernel, kernel}, stride, 1, pad));
                }
            }
            cases.add(conv(4, 6, 2, new long[] {3, 2}, stride, 1, 1));
            cases.add(conv(4, 4, 4, new long[] {3, 3}, stride, 1, 1));
            cases.add(conv(4, 8, 4, new long[] {3, 3}, stride, 1, 1));
            cases.add(conv(2, 3, 1, new long[] {3, 3}, stride, 2, 2));
            cases.add(conv(2, 3, 1, new long[] {2, 2}, stride, 1, 3));
            for (String automatic : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
                long s = stride;
                cases.add(of(
                        "Conv " + automatic + " stride " + stride,
                        (graph, x) -> graph.node(
                                "Conv",
                                List.of(x, random(graph, 3, 2, 3, 2), random(graph, 3)),
                                ints("strides", s, s),
                                attribute("auto_pad", automatic)),
                        2,
                        2,
                        6,
                        5));
            }
            long s = stride;
            cases.add(of(
                    "Conv 1-D stride " + stride,
                    (graph, x) -> graph.node(
                            "Conv", List.of(x, random(graph, 4, 3, 3)), ints("strides", s), ints("pads", 1, 0)),
                    2,
                    3,
                    9));
            cases.add(of(
                    "ConvTranspose stride " + stride,
                    (graph, x) -> graph.node(
                            "ConvTranspose",
                            List.of(x, random(graph, 4, 3, 3, 2), random(graph, 6)),
                            ints("strides", s, s),
                            attribute("group", 2),
                            ints("pads", 1, 0, 1, 1)),
                    2,
                    4,
                    3,
                    4));
        }
        cases.add(of(
                "ConvTranspose output padding",
                (graph, x) -> graph.node(
                        "ConvTranspose",
                        List.of(x, random(graph, 2, 3, 3, 3)),
                        ints("strides", 2, 2),
                        ints("pads", 1, 1, 1, 1),
                        ints("output_padding", 1, 1)),
                1,
                2,
                4,
                3));
        return cases.stream();
    }

    private static VjpCase conv(long in, long out, long group, long[] kernel, long stride, long dilation, long pad) {
        return of(
                "Conv " + in + "->" + out + " group " + group + " kernel " + kernel[0] + "x" + kernel[1] + " stride "
                        + stride + " dilation " + dilation + " pad " + pad,
                (graph, x) -> graph.node(
                        "Conv",
                        List.of(x, random(graph, out, in / group, kernel[0], kernel[1])),
                        ints("strides", stride, stride),
                        ints("dilations", dilation, dilation),
                        ints("pads", pad, pad, pad, pad),
                        attribute("group", group)),
                2,
                in,
                6,
                7);
    }

    static Stream<VjpCase> pools() {
        long[] picture = {2, 2, 6, 5};
        List<VjpCase> cases = new ArrayList<>();
        for (int ceil = 0; ceil <= 1; ceil++) {
            for (int stride = 1; stride <= 3; stride++) {
                AttributeProto mode = attribute("ceil_mode", ceil);
                AttributeProto strides = ints("strides", stride, stride);
                cases.add(node("MaxPool", picture, ints("kernel_shape", 3, 2), strides, mode));
                cases.add(
                        node("MaxPool", picture, ints("kernel_shape", 3, 3), strides, mode, ints("pads", 1, 1, 1, 1)));
                cases.add(node("MaxPool", picture, ints("kernel_shape", 1, 1), strides, mode));
                cases.add(node("MaxPool", picture, ints("kernel_shape", 2, 2), strides, mode, ints("dilations", 2, 2)));
                for (int include = 0; include <= 1; include++) {
                    AttributeProto padded = attribute("count_include_pad", include);
                    cases.add(node("AveragePool", picture, ints("kernel_shape", 3, 2), strides, mode, padded));
                    cases.add(node(
                            "AveragePool",
                            picture,
                            ints("kernel_shape", 3, 3),
                            strides,
                            mode,
                            padded,
                            ints("pads", 1, 0, 1, 1)));
                }
            }
        }
        cases.add(node("MaxPool", new long[] {2, 3, 8}, ints("kernel_shape", 3), ints("strides", 2)));
        cases.add(node("MaxPool", new long[] {2, 3, 8}, ints("kernel_shape", 1), ints("strides", 2)));
        cases.add(node("MaxPool", picture, ints("kernel_shape", 3, 3), attribute("auto_pad", "SAME_UPPER")));
        cases.add(node("AveragePool", new long[] {2, 3, 8}, ints("kernel_shape", 3), ints("strides", 2)));
        cases.add(node("AveragePool", picture, ints("kernel_shape", 3, 3), attribute("auto_pad", "SAME_LOWER")));
        cases.add(node("AveragePool", picture, ints("kernel_shape", 2, 2)).opset(7));
        cases.add(node("GlobalAveragePool", picture));
        cases.add(node("GlobalAveragePool", new long[] {2, 3, 5}));
        return cases.stream();
    }

    static Stream<VjpCase> normalisationsAndActivations() {
        long[] picture = {2, 3, 4, 3};
        return Stream.of(
                batchNormalization(picture),
                batchNormalization(new long[] {2, 3, 5}),
                batchNormalization(new long[] {2, 3}),
                of(
                                "BatchNormalization spatial",
                                (graph, x) -> graph.node(
                                        "BatchNormalization",
                                        List.of(
                                                x,
                                                random(graph, 3),
                                                random(graph, 3),
                                                random(graph, 3),
                                                random(graph, 0.5, 2, 3)),
                                        attribute("spatial", 0)),
                                2,
                                3)
                        .opset(7),
                node("Relu", picture),
                node("Relu", new long[] {2, 5}),
                node("LeakyRelu", picture, attribute("alpha", 0.2f)),
                node("LeakyRelu", picture, attribute("alpha", -0.2f)),
                node("LeakyRelu", new long[] {2, 5}),
                prelu(picture, 3, 1, 1),
                prelu(picture, 1),
                prelu(picture),
                prelu(picture, 3, 4, 3),
                prelu(new long[] {2, 3}, 3),
                of(
                                "PRelu with one slope per channel as [C]",
                                (graph, x) -> graph.node(
                                        "PRelu",
                                        List.of(
                                                graph.node("Conv", List.of(x, random(graph, 4, 3, 1, 1))),
                                                random(graph, 4))),
                                picture)
                        .opset(7),
                clip(-14 / 36.0, 11 / 36.0, picture),
                clip(0, 6, picture).between(-3, 9),
                clip(-3 / 7.0, 3 / 7.0, 2, 7),
                of(
                        "Clip without maximum",
                        (graph, x) -> graph.node("Clip", List.of(x, graph.scalar(4 / 36.0))),
                        picture),
                of(
                        "Clip without minimum",
                        (graph, x) -> graph.node("Clip", List.of(x, "", graph.scalar(4 / 36.0))),
                        picture),
                of("Clip without bounds", (graph, x) -> graph.node("Clip", List.of(x)), picture),
                of(
                        "Clip with huge bounds",
                        (graph, x) -> graph.node("Clip", List.of(x, graph.scalar(-3e38), graph.scalar(3e38))),
                        picture),
                node("Clip", picture, attribute("min", -11 / 36f), attribute("max", 15 / 36f))
                        .opset(7),
                node("Clip", picture, attribute("max", 15 / 36f)).opset(10),
                node("Sigmoid", picture).between(-3, 3),
                node("Tanh", picture).between(-2, 2),
                node("Dropout", picture, attribute("ratio", 0.5f)).opset(7),
                of("Dropout", (graph, x) -> graph.node("Dropout", List.of(x, graph.scalar(0.5))), picture),
                node("Identity", picture));
    }

    private static VjpCase batchNormalization(long... shape) {
        return of(
                "BatchNormalization of rank " + shape.length,
                (graph, x) -> graph.node(
                        "BatchNormalization",
                        List.of(x, random(graph, 3), random(graph, 3), random(graph, 3), random(graph, 0.5, 2, 3)),
                        attribute("epsilon", 1e-3f)),
                shape);
    }

    private static VjpCase prelu(long[] shape, long... slope) {
        return of(
                "PRelu with slope of rank " + slope.length + " on rank " + shape.length,
                (graph, x) -> graph.node("PRelu", List.of(x, random(graph, slope))),
                shape);
    }

    private static VjpCase clip(double low, double high, long... shape) {
        return of(
                "Clip to " + low + ".." + high + " on rank " + shape.length,
                (graph, x) -> graph.node("Clip", List.of(x, graph.scalar(low), graph.scalar(high))),
                shape);
    }

    @ParameterizedTest
    @MethodSource({"convolutions", "pools", "normalisationsAndActivations"})
    void matchesFiniteDifferences(VjpCase one) throws OrtException {
        FiniteDifferences.check(one.single(), one.shape(), one.low(), one.high());
        if (one.isRecent() && FiniteDifferences.canRun(one.wide())) {
            FiniteDifferences.check(one.wide(), one.shape(), one.low(), one.high());
        }
    }
}
