package io.facecloak.nd4j;

import io.facecloak.array.ArrayEngine;
import io.facecloak.internal.array.MatrixShape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products by the ND4J backend on the class path, {@code nd4j-native} (OpenBLAS) or {@code nd4j-cuda} (cuBLAS). Each call copies the rows into
 * the backend's memory, multiplies once, and copies the products back: it pays where many probes share the copy. Thread-safe.
 */
public final class Nd4jArrays implements ArrayEngine {

    private final String name;

    /**
     * Starts ND4J, which unpacks and loads its native libraries.
     *
     * @throws IllegalStateException if there is no backend for this machine on the class path
     */
    public Nd4jArrays() {
        try {
            name = "nd4j on " + Nd4j.getExecutioner().getClass().getSimpleName().replace("OpExecutioner", "");
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "ND4J does not start (" + reason(e)
                            + "): add org.nd4j:nd4j-native-platform, or nd4j-native with the"
                            + " classifier of this platform, in the version of facecloak-nd4j's nd4j-api",
                    e);
        }
    }

    private static String reason(Throwable error) {
        Throwable reason = error;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason.toString();
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    @SuppressWarnings("try")
    public float[][] products(float[][] probes, FloatBuffer rows) {
        MatrixShape shape = MatrixShape.of(probes, rows);
        if (shape.rows() == 0) {
            return new float[shape.probes()][0];
        }
        float[] values = new float[rows.limit()];
        rows.get(0, values);
        // What the caller has open as a workspace would own these arrays.
        try (MemoryWorkspace detached = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
                INDArray right = Nd4j.create(values, new long[] {shape.rows(), shape.dimension()}, 'c');
                INDArray left = Nd4j.create(flattened(probes), new long[] {shape.probes(), shape.dimension()}, 'c');
                // Column by column, so that the products of a probe lie next to each other.
                INDArray product =
                        Nd4j.createUninitialized(right.dataType(), new long[] {shape.rows(), shape.probes()}, 'f')) {
            Nd4j.gemm(right, left, product, false, true, 1, 0);
            float[] flat = product.data().asFloat();
            float[][] products = new float[shape.probes()][];
            for (int p = 0; p < products.length; p++) {
                products[p] = Arrays.copyOfRange(flat, p * shape.rows(), (p + 1) * shape.rows());
            }
            return products;
        }
    }

    private static float[] flattened(float[][] probes) {
        int dimension = probes[0].length;
        float[] flat = new float[Math.multiplyExact(probes.length, dimension)];
        for (int p = 0; p < probes.length; p++) {
            System.arraycopy(probes[p], 0, flat, p * dimension, dimension);
        }
        return flat;
    }

    @Override
    public String toString() {
        return name;
    }
}
