package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/** {@code MatMul}: dA = dY·Bᵀ, dB = Aᵀ·dY, with stacks of matrices broadcast and vectors taken as matrices of one row or column. */
final class MatMul implements DifferentiableFamily, ProductFamily {

    @Override
    public Set<String> types() {
        return Set.of("MatMul");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] a = node.shape(0);
        long[] b = node.shape(1);
        if (b == null) {
            return null;
        }
        long[] left = a.length == 1 ? new long[] {1, a[0]} : a;
        long[] right = b.length == 1 ? new long[] {b[0], 1} : b;
        long[] stacks =
                Broadcasting.shape(Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
        if (stacks == null) {
            return null;
        }
        LongStream.Builder result = LongStream.builder();
        Arrays.stream(stacks).forEach(result);
        if (a.length > 1) {
            result.add(left[left.length - 2]);
        }
        if (b.length > 1) {
            result.add(right[right.length - 1]);
        }
        return result.build().toArray();
    }

    @Override
    public OptionalLong multiplyAdds(ShapedNode node) {
        return Products.ofSums(node.outputShape(), node.shape(0), rank -> rank - 1);
    }

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        TensorShape aShape = node.inputShape(0);
        TensorShape bShape = node.inputShape(1);
        boolean aVector = aShape.rank() == 1;
        boolean bVector = bShape.rank() == 1;
        String a = aVector ? unsqueeze(graph, node.input(0), 0) : node.input(0);
        String b = bVector ? unsqueeze(graph, node.input(1), 1) : node.input(1);
        String dy = node.cotangent();
        int aRank = Math.max(2, aShape.rank());
        int bRank = Math.max(2, bShape.rank());
        if (bVector) {
            dy = unsqueeze(graph, dy, -1);
        }
        if (aVector) {
            dy = unsqueeze(graph, dy, -2);
        }
        int rank = Math.max(aRank, bRank);
        if (node.active(0)) {
            String full = graph.matMul(dy, graph.transposeMatrix(b, bRank));
            node.gradient(0, sumStacks(node, full, rank, aRank, 0));
        }
        if (node.active(1)) {
            String full = graph.matMul(graph.transposeMatrix(a, aRank), dy);
            node.gradient(1, sumStacks(node, full, rank, bRank, 1));
        }
    }

    /** Sums over the stacked axes along which this operand was repeated. */
    private static String sumStacks(ForwardNode node, String gradient, int rank, int operandRank, int input) {
        TensorShape shape = node.inputShape(input);
        TensorShape other = node.inputShape(1 - input);
        int leading = rank - operandRank;
        List<Long> repeated = new ArrayList<>();
        for (int axis = 0; axis < rank - 2; axis++) {
            int own = axis - leading;
            int others = axis - (rank - Math.max(2, other.rank()));
            if (own < 0 || (shape.at(own) == 1 && others >= 0 && other.at(others) != 1)) {
                repeated.add((long) axis);
            }
        }
        String sum = repeated.isEmpty()
                ? gradient
                : node.graph()
                        .reduce(
                                "ReduceSum",
                                gradient,
                                true,
                                repeated.stream().mapToLong(Long::longValue).toArray());
        return leading == 0 && shape.rank() > 1 ? sum : node.reshapedToInput(sum, input);
    }

    private static String unsqueeze(GraphBuilder graph, String value, long axis) {
        return graph.node("Unsqueeze", List.of(value, graph.longs(axis)));
    }
}
