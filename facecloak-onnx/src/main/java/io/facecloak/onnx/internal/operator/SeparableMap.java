package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;

/**
 * The adjoint of a linear operator that treats every axis by itself: one product with a small matrix per axis. The matrices come from
 * the operator itself, applied along one axis to a basis; the engine computes them when it loads the graph, so every attribute means
 * exactly what it means in the engine.
 */
public final class SeparableMap {

    private SeparableMap() {}

    /** The unit vectors of a space as rows. */
    static double[] basis(int length) {
        double[] basis = new double[length * length];
        for (int i = 0; i < length; i++) {
            basis[i * length + i] = 1;
        }
        return basis;
    }

    /**
     * @param images matrix [in, out] whose row i is what the operator makes of the i-th unit vector of this axis
     * @return {@code gradient} with this axis brought back from length out to length in
     */
    static String adjointAlong(GraphBuilder graph, String gradient, int rank, int axis, String images) {
        return along(graph, gradient, rank, axis, graph.transpose(images, 1, 0));
    }

    /**
     * Maps one axis of a value.
     *
     * @param matrix [in, out]
     * @return {@code value} with this axis brought from length in to length out
     */
    public static String along(GraphBuilder graph, String value, int rank, int axis, String matrix) {
        if (axis == rank - 1) {
            return graph.matMul(value, matrix);
        }
        long[] swap = new long[rank];
        Arrays.setAll(swap, i -> i);
        swap[axis] = rank - 1;
        swap[rank - 1] = axis;
        return graph.transpose(graph.matMul(graph.transpose(value, swap), matrix), swap);
    }
}
