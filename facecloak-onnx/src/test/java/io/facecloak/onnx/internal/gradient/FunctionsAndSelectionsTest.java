package io.facecloak.onnx.internal.gradient;

import static io.facecloak.onnx.internal.gradient.VjpCase.attribute;
import static io.facecloak.onnx.internal.gradient.VjpCase.fixed;
import static io.facecloak.onnx.internal.gradient.VjpCase.ints;
import static io.facecloak.onnx.internal.gradient.VjpCase.node;
import static io.facecloak.onnx.internal.gradient.VjpCase.of;
import static io.facecloak.onnx.internal.gradient.VjpCase.random;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnxruntime.OrtException;
import io.facecloak.onnx.internal.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Elementary functions, normalisations, selections and resizing against finite differences. */
class FunctionsAndSelectionsTest {

    private static final long[] CUBE = {2, 3, 4};

    private static final long[] PICTURE = {2, 3, 4, 5};

    static Stream<VjpCase> elementary() {
        return Stream.of(
                node("Exp", CUBE),
                node("Log", CUBE).between(0.5, 2),
                node("Abs", CUBE),
                node("Reciprocal", CUBE).between(0.5, 2),
                node("Erf", CUBE),
                node("Sin", CUBE),
                node("Cos", CUBE),
                node("Elu", CUBE, attribute("alpha", 0.7f)),
                node("Elu", PICTURE),
                node("Selu", CUBE),
                node("Celu", CUBE, attribute("alpha", 0.7f)),
                node("Softplus", CUBE),
                node("Softsign", CUBE),
                node("ThresholdedRelu", CUBE, attribute("alpha", 0.25f)),
                node("HardSigmoid", CUBE, attribute("alpha", 0.7f), attribute("beta", 0.4f)),
                node("HardSigmoid", PICTURE).between(-4, 4.5),
                node("HardSwish", CUBE).between(-4.1, 4.2),
                node("Gelu", CUBE).opset(20),
                node("Gelu", CUBE, attribute("approximate", "tanh")).opset(20),
                node("Mish", CUBE).between(-6, 6).opset(18),
                node("Swish", CUBE).between(-4, 4).opset(24),
                node("Swish", CUBE, attribute("alpha", 1.7f)).opset(24),
                pow("2", 2).between(-1, 1),
                pow("3", 3).between(-1, 1),
                pow("one half", 0.5).between(0.5, 2),
                of("Pow by an integer", (graph, x) -> graph.node("Pow", List.of(x, graph.index(3))), CUBE),
                of("Pow by a tensor", (graph, x) -> graph.node("Pow", List.of(x, random(graph, 3, 1))), CUBE)
                        .between(0.5, 2),
                of("Pow of a constant", (graph, x) -> graph.node("Pow", List.of(random(graph, 0.5, 2, 3, 4), x)), CUBE),
                of("Pow of x by x", (graph, x) -> graph.node("Pow", List.of(x, x)), CUBE)
                        .between(0.5, 2));
    }

    private static VjpCase pow(String name, double exponent) {
        return of("Pow by " + name, (graph, x) -> graph.node("Pow", List.of(x, graph.scalar(exponent))), CUBE);
    }

    static Stream<VjpCase> severalOperands() {
        List<VjpCase> cases = new ArrayList<>();
        for (String op : List.of("Max", "Min", "Sum", "Mean")) {
            cases.add(of(
                    op + " of one, a constant and another",
                    (graph, x) -> graph.node(op, List.of(x, random(graph, 3, 1), graph.mul(x, graph.scalar(-0.5)))),
                    CUBE));
            cases.add(of(op + " of one", (graph, x) -> graph.node(op, List.of(x)), CUBE));
        }
        cases.add(of(
                "Max of a value and itself gives the gradient once",
                (graph, x) -> graph.node("Max", List.of(x, x)),
                CUBE));
        cases.add(of(
                "Where",
                (graph, x) -> graph.where(
                        graph.greater(x, graph.scalar(0)), graph.mul(x, x), graph.reduce("ReduceSum", x, true, 1)),
                CUBE));
        cases.add(of(
                "Where with a constant side",
                (graph, x) -> graph.where(graph.less(x, graph.scalar(0)), random(graph, 3, 1), x),
                CUBE));
        return cases.stream();
    }

    static Stream<VjpCase> normalisations() {
        List<VjpCase> cases = new ArrayList<>();
        for (long axis : new long[] {-1, 1, 2}) {
            cases.add(node("Softmax", CUBE, attribute("axis", axis)));
            cases.add(node("LogSoftmax", CUBE, attribute("axis", axis)));
            cases.add(node("LpNormalization", CUBE, attribute("axis", axis), attribute("p", 2)));
            cases.add(node("LpNormalization", CUBE, attribute("axis", axis), attribute("p", 1)));
        }
        for (long opset : new long[] {7, 11, 12}) {
            cases.add(node("Softmax", CUBE, attribute("axis", 1)).opset(opset));
            cases.add(node("Softmax", CUBE).opset(opset));
        }
        cases.add(node("Softmax", CUBE, attribute("axis", -1)).opset(11));
        for (long axis : new long[] {-1, 1}) {
            long[] scale = axis == 1 ? new long[] {3, 4} : new long[] {4};
            cases.add(of(
                    "LayerNormalization from axis " + axis,
                    (graph, x) -> graph.node(
                            "LayerNormalization",
                            List.of(x, random(graph, scale), random(graph, scale)),
                            attribute("axis", axis),
                            attribute("epsilon", 1e-3f)),
                    CUBE));
        }
        cases.add(of(
                "LayerNormalization without bias",
                (graph, x) -> graph.node("LayerNormalization", List.of(x, random(graph, 4))),
                CUBE));
        cases.add(of(
                "InstanceNormalization",
                (graph, x) -> graph.node("InstanceNormalization", List.of(x, random(graph, 3), random(graph, 3))),
                PICTURE));
        AttributeProto groups = attribute("num_groups", 2);
        AttributeProto epsilon = attribute("epsilon", 1e-3f);
        for (long scales : new long[] {2, 4}) {
            cases.add(of(
                            "GroupNormalization with " + scales + " scales",
                            (graph, x) -> graph.node(
                                    "GroupNormalization",
                                    List.of(x, random(graph, scales), random(graph, scales)),
                                    scales == 2
                                            ? new AttributeProto[] {groups, epsilon}
                                            : new AttributeProto[] {groups, epsilon, attribute("stash_type", 11)}),
                            2,
                            4,
                            3,
                            2)
                    .opset(scales == 2 ? 18 : 21));
        }
        for (long axis : new long[] {-1, 1}) {
            long[] scale = axis == 1 ? new long[] {3, 4} : new long[] {4};
            cases.add(of(
                            "RMSNormalization from axis " + axis,
                            (graph, x) -> graph.node(
                                    "RMSNormalization",
                                    List.of(x, random(graph, scale)),
                                    attribute("axis", axis),
                                    attribute("epsilon", 1e-3f)),
                            CUBE)
                    .opset(23));
        }
        cases.add(node("MeanVarianceNormalization", PICTURE));
        cases.add(node("MeanVarianceNormalization", CUBE, ints("axes", 1, 2)));
        for (long size = 1; size <= 5; size += 2) {
            cases.add(node(
                            "LRN",
                            new long[] {2, 5, 2, 2},
                            attribute("size", size),
                            attribute("alpha", 0.3f),
                            attribute("beta", 0.6f),
                            attribute("bias", 1.5f))
                    .between(-2, 2));
        }
        return cases.stream();
    }

    static Stream<VjpCase> selections() {
        return Stream.of(
                slice(new long[] {1}, new long[] {3}, new long[] {2}, new long[] {1}),
                slice(new long[] {-3, 0}, new long[] {Long.MAX_VALUE, -1}, new long[] {-1, 1}, new long[] {1, 1}),
                slice(new long[] {0}, new long[] {Long.MAX_VALUE}, new long[] {2}, new long[] {2}),
                slice(new long[] {-1}, new long[] {Long.MIN_VALUE}, new long[] {2}, new long[] {-1}),
                slice(new long[] {3, 0}, new long[] {0, 2}, new long[] {2, 1}, new long[] {-2, 1}),
                slice(new long[] {0, 1}, new long[] {Long.MAX_VALUE, 2}, new long[] {0, 1}, new long[] {1, 1}),
                node("Slice", CUBE, ints("starts", 1, -3), ints("ends", 3, 9), ints("axes", 1, 2))
                        .opset(7),
                node("Slice", CUBE, ints("starts", 0, 1), ints("ends", 9, 3)).opset(9),
                split("Split in equal parts", 2, 0, 1),
                split("Split, a part unused", 2, 1),
                of(
                        "Split in unequal parts",
                        (graph, x) -> {
                            List<String> parts =
                                    graph.node("Split", List.of(x, graph.longs(1, 3)), 2, attribute("axis", 2));
                            return graph.add(parts.get(0), parts.get(1));
                        },
                        CUBE),
                of(
                                "Split by an attribute",
                                (graph, x) -> {
                                    List<String> parts = graph.node(
                                            "Split", List.of(x), 2, attribute("axis", 2), ints("split", 1, 3));
                                    return graph.mul(parts.get(0), parts.get(1));
                                },
                                CUBE)
                        .opset(11),
                of(
                                "Split by a number",
                                (graph, x) -> {
                                    List<String> parts = graph.node(
                                            "Split", List.of(x), 2, attribute("axis", 2), attribute("num_outputs", 2));
                                    return graph.mul(parts.get(0), parts.get(1));
                                },
                                CUBE)
                        .opset(18),
                of(
                        "Gather one",
                        (graph, x) -> graph.node("Gather", List.of(x, graph.index(2)), attribute("axis", 1)),
                        CUBE),
                of(
                        "Gather one from the end",
                        (graph, x) -> graph.node("Gather", List.of(x, graph.index(-1)), attribute("axis", -1)),
                        CUBE),
                of(
                        "Gather some, one of them twice",
                        (graph, x) -> graph.node("Gather", List.of(x, graph.longs(3, 0, 3, -2)), attribute("axis", 2)),
                        CUBE),
                of(
                        "Gather a table",
                        (graph, x) -> graph.node(
                                "Gather",
                                List.of(x, graph.reshape(graph.longs(0, 2, 1, 1, 0, -1), 2, 3)),
                                attribute("axis", 1)),
                        CUBE),
                of("Expand", (graph, x) -> graph.node("Expand", List.of(x, graph.longs(1, 3, 5))), 2, 3, 1),
                fixed("Expand by rank", (graph, x) -> graph.node("Expand", List.of(x, graph.longs(4, 2, 3))), 2, 3),
                of("Tile", (graph, x) -> graph.node("Tile", List.of(x, graph.longs(1, 2, 3))), CUBE),
                fixed(
                        "Tile along the first axis",
                        (graph, x) -> graph.node("Tile", List.of(x, graph.longs(2, 1, 1))),
                        CUBE),
                of("Tile once", (graph, x) -> graph.node("Tile", List.of(x, graph.longs(1, 1, 1))), CUBE));
    }

    static Stream<VjpCase> rearrangements() {
        long[] deep = {2, 8, 2, 3};
        return Stream.of(
                node("DepthToSpace", deep, attribute("blocksize", 2)),
                node("DepthToSpace", deep, attribute("blocksize", 2), attribute("mode", "DCR")),
                node("DepthToSpace", deep, attribute("blocksize", 2), attribute("mode", "CRD")),
                node("SpaceToDepth", new long[] {2, 3, 4, 2}, attribute("blocksize", 2)),
                fixed(
                        "GatherElements, some of them twice",
                        (graph, x) -> graph.node(
                                "GatherElements",
                                List.of(x, graph.reshape(graph.longs(0, 2, 2, 1, -1, 0, 1, 1), 2, 2, 2)),
                                attribute("axis", 1)),
                        CUBE),
                fixed(
                        "GatherElements along the first axis",
                        (graph, x) ->
                                graph.node("GatherElements", List.of(x, graph.reshape(graph.longs(1, 0, 1), 1, 3, 1))),
                        CUBE),
                einsum("bij->bji"),
                einsum("bij->bi"),
                einsum("bij"),
                einsum("bij,jk->bik", 4, 5),
                einsum("bij, jk -> bki", 4, 5),
                einsum("bij,jk", 4, 5),
                einsum("bij,ij->b", 3, 4),
                einsum("bij,k->bik", 5),
                einsum("bij,ij,jk->bik", 1, 4),
                of(
                        "Einsum of x with x: scores",
                        (graph, x) -> graph.node("Einsum", List.of(x, x), attribute("equation", "bid,bjd->bij")),
                        CUBE),
                of(
                        "Einsum of x with x: outer product",
                        (graph, x) -> graph.node("Einsum", List.of(x, x), attribute("equation", "bij,bkl->bikjl")),
                        CUBE),
                of(
                        "Einsum of heads",
                        (graph, x) -> graph.node(
                                "Einsum", List.of(x, graph.mul(x, x)), attribute("equation", "bhid,bhjd->bhij")),
                        PICTURE),
                of(
                        "Einsum with an axis of length one",
                        (graph, x) -> graph.node(
                                "Einsum",
                                List.of(x, graph.reduce("ReduceSum", x, true, 1)),
                                attribute("equation", "bij,bij->bij")),
                        CUBE));
    }

    /** Of x and, if it has a second operand, constants of that shape, and perhaps a third. */
    private static VjpCase einsum(String equation, long... second) {
        return of(
                "Einsum " + equation,
                (graph, x) -> {
                    List<String> operands = new ArrayList<>(List.of(x));
                    if (second.length > 0) {
                        operands.add(random(graph, second));
                    }
                    if (equation.chars().filter(sign -> sign == ',').count() > 1) {
                        operands.add(random(graph, second[1], 2));
                    }
                    return graph.node("Einsum", operands, attribute("equation", equation));
                },
                CUBE);
    }

    private static VjpCase slice(long[] starts, long[] ends, long[] axes, long[] steps) {
        return of(
                "Slice from " + starts[0] + " step " + steps[0] + " of " + axes.length + " axes",
                (graph, x) -> graph.node(
                        "Slice",
                        List.of(x, graph.longs(starts), graph.longs(ends), graph.longs(axes), graph.longs(steps))),
                CUBE);
    }

    private static VjpCase split(String name, long axis, int... used) {
        return of(
                name,
                (graph, x) -> {
                    List<String> parts = graph.node("Split", List.of(x), 2, attribute("axis", axis));
                    String sum = graph.mul(parts.get(used[0]), parts.get(used[0]));
                    for (int i = 1; i < used.length; i++) {
                        sum = graph.add(sum, parts.get(used[i]));
                    }
                    return sum;
                },
                CUBE);
    }

    static Stream<VjpCase> padsAndSizes() {
        List<VjpCase> cases = new ArrayList<>();
        for (String mode : List.of("constant", "reflect", "edge")) {
            cases.add(of(
                    "Pad " + mode,
                    (graph, x) -> graph.node(
                            "Pad",
                            List.of(x, graph.longs(0, 0, 1, 2, 0, 0, 3, 0), graph.scalar(0.3)),
                            attribute("mode", mode)),
                    PICTURE));
            cases.add(node("Pad", PICTURE, ints("pads", 0, 0, 1, 2, 0, 0, 3, 0), attribute("mode", mode))
                    .opset(7));
        }
        cases.add(of(
                "Pad that crops", (graph, x) -> graph.node("Pad", List.of(x, graph.longs(0, 1, -1, 0, 0, 0))), CUBE));
        cases.add(of(
                        "Pad of named axes",
                        (graph, x) -> graph.node("Pad", List.of(x, graph.longs(1, 2, 0, 1), "", graph.longs(-1, 1))),
                        CUBE)
                .opset(18));
        for (String coordinates : List.of("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel")) {
            for (String mode : List.of("nearest", "linear", "cubic")) {
                for (double factor : new double[] {0.6, 1.7, 2}) {
                    cases.add(of(
                            "Resize " + mode + " " + coordinates + " by " + factor,
                            (graph, x) -> graph.node(
                                    "Resize",
                                    List.of(x, "", graph.scales(1, 1, factor, 2)),
                                    attribute("mode", mode),
                                    attribute("coordinate_transformation_mode", coordinates)),
                            PICTURE));
                }
            }
            cases.add(fixed(
                    "Resize to a size, " + coordinates,
                    (graph, x) -> graph.node(
                            "Resize",
                            List.of(x, "", "", graph.longs(2, 3, 7, 3)),
                            attribute("mode", "linear"),
                            attribute("coordinate_transformation_mode", coordinates)),
                    PICTURE));
        }
        cases.add(of(
                        "Resize of named axes with antialiasing",
                        (graph, x) -> graph.node(
                                "Resize",
                                List.of(x, "", graph.scales(0.5, 0.6)),
                                attribute("mode", "linear"),
                                attribute("antialias", 1),
                                ints("axes", 2, 3)),
                        PICTURE)
                .opset(18));
        for (String mode : List.of("nearest", "linear")) {
            cases.add(node("Upsample", PICTURE, scales(1, 1, 2, 3), attribute("mode", mode))
                    .opset(7));
            cases.add(of(
                            "Upsample by an input, " + mode,
                            (graph, x) -> graph.node(
                                    "Upsample", List.of(x, graph.scales(1, 1, 2, 3)), attribute("mode", mode)),
                            PICTURE)
                    .opset(9));
            cases.add(of(
                            "Resize of old, " + mode,
                            (graph, x) ->
                                    graph.node("Resize", List.of(x, graph.scales(1, 1, 2, 3)), attribute("mode", mode)),
                            PICTURE)
                    .opset(10));
        }
        return cases.stream();
    }

    private static AttributeProto scales(float... values) {
        AttributeProto.Builder scales =
                AttributeProto.newBuilder().setName("scales").setType(AttributeProto.AttributeType.FLOATS);
        for (float value : values) {
            scales.addFloats(value);
        }
        return scales.build();
    }

    static Stream<VjpCase> reductions() {
        List<VjpCase> cases = new ArrayList<>();
        for (String op :
                List.of("ReduceMax", "ReduceMin", "ReduceL1", "ReduceSumSquare", "ReduceLogSumExp", "ReduceProd")) {
            for (long opset : new long[] {17, 18}) {
                cases.add(of(op + " over one axis, kept", (graph, x) -> graph.reduce(op, x, true, 1), PICTURE)
                        .opset(opset));
                cases.add(of(op + " over two axes", (graph, x) -> graph.reduce(op, x, false, 3, 1), PICTURE)
                        .opset(opset));
            }
            cases.add(
                    node(op, PICTURE, ints("axes", 2), attribute("keepdims", 0)).opset(7));
        }
        for (long opset : new long[] {17, 18}) {
            cases.add(of(
                            "ReduceLogSum over two axes",
                            (graph, x) -> graph.reduce("ReduceLogSum", x, false, 3, 1),
                            PICTURE)
                    .between(0.5, 2)
                    .opset(opset));
        }
        cases.add(node("ReduceLogSum", PICTURE, ints("axes", 2), attribute("keepdims", 1))
                .between(0.5, 2)
                .opset(7));
        cases.add(of(
                "ReduceProd with one zero and with two",
                (graph, x) -> {
                    String mask = graph.reals(new double[] {1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1}, 3, 4);
                    return graph.reduce("ReduceProd", graph.mul(x, mask), true, 2);
                },
                CUBE));
        cases.add(of(
                "ReduceProd with a zero that the picture reaches",
                (graph, x) -> graph.reduce(
                        "ReduceProd",
                        graph.sub(x, graph.node("Slice", List.of(x, graph.longs(0), graph.longs(1), graph.longs(2)))),
                        true,
                        2),
                CUBE));
        cases.add(node("GlobalMaxPool", PICTURE));
        cases.add(of(
                        "ReduceMean over axes that another node computes",
                        (graph, x) -> {
                            String rank = graph.unary("Size", graph.shapeOf(x));
                            String last =
                                    graph.node("Unsqueeze", List.of(graph.sub(rank, graph.index(1)), graph.longs(0)));
                            return graph.node("ReduceMean", List.of(x, last), Attributes.of("keepdims", 0));
                        },
                        PICTURE)
                .opset(18));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource({
        "elementary",
        "severalOperands",
        "normalisations",
        "selections",
        "padsAndSizes",
        "reductions",
        "rearrangements"
    })
    void matchesFiniteDifferences(VjpCase one) throws OrtException {
        FiniteDifferences.check(one.single(), one.shape(), one.low(), one.high());
        if (one.isRecent() && FiniteDifferences.canRun(one.wide())) {
            FiniteDifferences.check(one.wide(), one.shape(), one.low(), one.high());
        }
    }
}
