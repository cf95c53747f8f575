package io.facecloak.onnx.internal.gradient;

import static io.facecloak.onnx.internal.gradient.VjpCase.attribute;
import static io.facecloak.onnx.internal.gradient.VjpCase.fixed;
import static io.facecloak.onnx.internal.gradient.VjpCase.ints;
import static io.facecloak.onnx.internal.gradient.VjpCase.node;
import static io.facecloak.onnx.internal.gradient.VjpCase.of;
import static io.facecloak.onnx.internal.gradient.VjpCase.random;

import ai.onnxruntime.OrtException;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arithmetic with broadcasting, products of matrices, shapes and reductions against finite differences. */
class AlgebraicOperatorsTest {

    static Stream<VjpCase> arithmetic() {
        List<VjpCase> cases = new ArrayList<>();
        for (String op : List.of("Add", "Sub", "Mul", "Div")) {
            for (long[] shape : List.of(
                    new long[] {2, 3, 4}, new long[] {3, 1}, new long[] {4}, new long[] {}, new long[] {5, 2, 3, 4})) {
                String name = op + " with a constant of rank " + shape.length;
                cases.add(of(
                        name + " on the right",
                        (graph, x) -> graph.node(op, List.of(x, random(graph, 0.5, 1.5, shape))),
                        2,
                        3,
                        4));
                cases.add(of(
                                name + " on the left",
                                (graph, x) -> graph.node(op, List.of(random(graph, 0.5, 1.5, shape), x)),
                                2,
                                3,
                                4)
                        .between(0.5, 1.5));
            }
            cases.add(of(op + " of a value and itself", (graph, x) -> graph.node(op, List.of(x, x)), 2, 3)
                    .between(0.5, 1.5));
            cases.add(of(
                            op + " of two active operands, one broadcast",
                            (graph, x) -> graph.node(op, List.of(x, graph.reduce("ReduceSum", x, true, 2))),
                            2,
                            3,
                            4)
                    .between(0.5, 1.5));
            cases.add(fixed(
                            op + " of two active operands of different rank",
                            (graph, x) -> graph.node(op, List.of(graph.reduce("ReduceMean", x, false, 0, 1), x)),
                            2,
                            3,
                            4)
                    .between(0.5, 1.5));
        }
        return cases.stream();
    }

    static Stream<VjpCase> products() {
        List<VjpCase> cases = new ArrayList<>();
        for (int transA = 0; transA <= 1; transA++) {
            for (int transB = 0; transB <= 1; transB++) {
                long ta = transA;
                long tb = transB;
                long[] other = transB == 0 ? new long[] {3, 4} : new long[] {4, 3};
                long inner = transA == 0 ? 3 : 2;
                long[] square = {inner, inner};
                cases.add(fixed(
                        "Gemm transA " + ta + " transB " + tb,
                        (graph, x) -> graph.node(
                                "Gemm",
                                List.of(x, random(graph, inner == 3 ? other : square), random(graph, 1)),
                                attribute("transA", ta),
                                attribute("transB", tb),
                                attribute("alpha", 0.7f),
                                attribute("beta", 0.3f)),
                        2,
                        3));
                cases.add(fixed(
                        "Gemm of active B, transA " + ta + " transB " + tb,
                        (graph, x) -> graph.node(
                                "Gemm",
                                List.of(random(graph, tb == 0 ? 2 : 3, tb == 0 ? 2 : 3), x, x),
                                attribute("transA", ta),
                                attribute("transB", tb),
                                attribute("alpha", 0.7f),
                                attribute("beta", 0.3f)),
                        tb == 0 ? new long[] {2, 3} : new long[] {3, 3}));
            }
        }
        cases.add(matMul(new long[] {2, 3}, 3, 4));
        cases.add(matMul(new long[] {2, 3}, 3));
        cases.add(matMul(new long[] {2, 2, 3}, 3, 4));
        cases.add(matMul(new long[] {2, 2, 3}, 2, 3, 4));
        cases.add(matMul(new long[] {2, 2, 3}, 3));
        cases.add(matMul(new long[] {2, 1, 2, 3}, 5, 3, 2));
        cases.add(matMul(new long[] {3}, 3, 4));
        cases.add(matMul(new long[] {3}, 2, 3, 4));
        cases.add(matMul(new long[] {3}, 3));
        cases.add(fixed("MatMul of a constant and x", (graph, x) -> graph.matMul(random(graph, 4, 3), x), 2, 3, 2));
        cases.add(fixed("MatMul of a row and x", (graph, x) -> graph.matMul(random(graph, 3), x), 2, 3, 2));
        cases.add(fixed(
                "MatMul of x and its transpose", (graph, x) -> graph.matMul(x, graph.transposeMatrix(x, 3)), 2, 3, 2));
        cases.add(fixed(
                "MatMul of active stacks, one broadcast",
                (graph, x) -> graph.matMul(x, graph.reshape(graph.reduce("ReduceSum", x, false, 0, 1), 2, 3)),
                2,
                5,
                3,
                2));
        return cases.stream();
    }

    private static VjpCase matMul(long[] shape, long... other) {
        return fixed(
                "MatMul of rank " + shape.length + " and constant of rank " + other.length,
                (graph, x) -> graph.matMul(x, random(graph, other)),
                shape);
    }

    static Stream<VjpCase> shapes() {
        long[] cube = {2, 3, 4};
        return Stream.of(
                node("Flatten", new long[] {2, 3, 2, 2}),
                node("Flatten", cube, attribute("axis", 2)),
                of("Reshape", (graph, x) -> graph.reshape(x, 0, 2, -1), cube),
                of("Reshape across the batch", (graph, x) -> graph.reshape(x, -1, 4), cube),
                of("Reshape by a computed shape", AlgebraicOperatorsTest::reshapeByShape, 2, 3, 2, 2),
                of("Squeeze", (graph, x) -> graph.node("Squeeze", List.of(x, graph.longs(2, -1))), 2, 3, 1, 1),
                node("Squeeze", new long[] {2, 3, 1, 1}, ints("axes", 2, 3)).opset(7),
                of("Unsqueeze", (graph, x) -> graph.node("Unsqueeze", List.of(x, graph.longs(1, -1))), 2, 3),
                node("Unsqueeze", new long[] {2, 3}, ints("axes", 1, 3)).opset(11),
                node("Transpose", cube, ints("perm", 2, 0, 1)),
                node("Transpose", cube),
                fixed(
                        "Concat of x, a constant and 2x",
                        (graph, x) -> graph.node(
                                "Concat",
                                List.of(x, random(graph, 2, 5, 2), graph.mul(x, graph.scalar(2))),
                                attribute("axis", 1)),
                        2,
                        3,
                        2),
                of("Concat of x and x", (graph, x) -> graph.node("Concat", List.of(x, x), attribute("axis", -1)), cube),
                of(
                        "Cast",
                        (graph, x) -> graph.node(
                                "Cast", List.of(x), attribute("to", graph.real().getNumber())),
                        cube),
                node("Neg", cube),
                node("Sqrt", cube).between(0.5, 2));
    }

    /** What exporters write for view(x.shape[0], -1). */
    private static String reshapeByShape(GraphBuilder graph, String x) {
        String batch = graph.node("Gather", List.of(graph.shapeOf(x), graph.index(0)), attribute("axis", 0));
        String first = graph.node("Unsqueeze", List.of(batch, graph.longs(0)));
        String target = graph.node("Concat", List.of(first, graph.longs(-1)), attribute("axis", 0));
        return graph.node("Reshape", List.of(x, target));
    }

    static Stream<VjpCase> reductions() {
        long[] shape = {2, 3, 4, 2};
        List<VjpCase> cases = new ArrayList<>();
        for (String op : List.of("ReduceMean", "ReduceSum", "ReduceL2")) {
            for (boolean keep : new boolean[] {true, false}) {
                for (long[] axes : List.of(new long[] {1}, new long[] {-1}, new long[] {2, 3}, new long[] {-2, 1})) {
                    for (long opset : new long[] {17, 18, 20}) {
                        cases.add(of(
                                        op + " over " + axes.length + " axes from " + axes[0] + (keep ? ", kept" : ""),
                                        (graph, x) -> graph.reduce(op, x, keep, axes),
                                        shape)
                                .opset(opset));
                    }
                }
            }
            cases.add(node(op, shape, ints("axes", 2, 3), attribute("keepdims", 0))
                    .opset(7));
            cases.add(node(op, shape, ints("axes", -1)).opset(11));
        }
        cases.add(node("ReduceSum", shape));
        cases.add(node("ReduceL2", shape, attribute("keepdims", 0)));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource({"arithmetic", "products", "shapes", "reductions"})
    void matchesFiniteDifferences(VjpCase one) throws OrtException {
        FiniteDifferences.check(one.single(), one.shape(), one.low(), one.high());
        if (one.isRecent() && FiniteDifferences.canRun(one.wide())) {
            FiniteDifferences.check(one.wide(), one.shape(), one.low(), one.high());
        }
    }
}
