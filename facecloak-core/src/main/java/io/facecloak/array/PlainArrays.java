package io.facecloak.array;

import io.facecloak.internal.array.MatrixShape;
import io.facecloak.internal.parallel.Lanes;
import java.nio.FloatBuffer;

/** Loops that the compiler turns into vector instructions where there are many probes, and into four chains of additions for few. */
final class PlainArrays implements ArrayEngine {

    static final PlainArrays INSTANCE = new PlainArrays();

    /** From here a row is multiplied with all probes side by side: two vectors of eight. */
    private static final int MANY_PROBES = 16;

    /** Rows that one thread takes at a time. */
    private static final int STRIPE = 256;

    /** Multiplications below which further threads cost more than they save. */
    private static final long PARALLEL_FROM = 1 << 22;

    private PlainArrays() {}

    @Override
    public String name() {
        return PLAIN;
    }

    @Override
    public float[][] products(float[][] probes, FloatBuffer rows) {
        MatrixShape shape = MatrixShape.of(probes, rows);
        float[][] products = new float[shape.probes()][shape.rows()];
        Kernel kernel =
                shape.probes() < MANY_PROBES ? new FewProbes(probes, products) : new ManyProbes(probes, products);
        int stripes = (shape.rows() + STRIPE - 1) / STRIPE;
        boolean large = (long) shape.probes() * shape.rows() * shape.dimension() >= PARALLEL_FROM;
        Lanes.run(large ? Runtime.getRuntime().availableProcessors() : 1, stripes, stripe -> {
            int end = Math.min(shape.rows(), (stripe + 1) * STRIPE);
            kernel.multiply(rows, stripe * STRIPE, end);
        });
        return products;
    }

    /** Stripes are written by different threads, each its own rows. */
    private interface Kernel {
        void multiply(FloatBuffer rows, int from, int to);
    }

    private record FewProbes(float[][] probes, float[][] products) implements Kernel {

        @Override
        public void multiply(FloatBuffer rows, int from, int to) {
            float[] row = new float[probes[0].length];
            for (int r = from; r < to; r++) {
                rows.get(r * row.length, row);
                for (int p = 0; p < probes.length; p++) {
                    products[p][r] = product(probes[p], row);
                }
            }
        }

        /** Sums side by side, because one chain of additions would keep the processor waiting. */
        private static float product(float[] probe, float[] row) {
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            float s4 = 0;
            float s5 = 0;
            float s6 = 0;
            float s7 = 0;
            int i = 0;
            for (; i + 7 < row.length; i += 8) {
                s0 += probe[i] * row[i];
                s1 += probe[i + 1] * row[i + 1];
                s2 += probe[i + 2] * row[i + 2];
                s3 += probe[i + 3] * row[i + 3];
                s4 += probe[i + 4] * row[i + 4];
                s5 += probe[i + 5] * row[i + 5];
                s6 += probe[i + 6] * row[i + 6];
                s7 += probe[i + 7] * row[i + 7];
            }
            for (; i < row.length; i++) {
                s0 += probe[i] * row[i];
            }
            return (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
        }
    }

    private static final class ManyProbes implements Kernel {

        private final float[][] products;

        /** The probes' values, those of one column next to each other. */
        private final float[] columns;

        private final int dimension;

        ManyProbes(float[][] probes, float[][] products) {
            this.products = products;
            dimension = probes[0].length;
            columns = new float[dimension * probes.length];
            for (int p = 0; p < probes.length; p++) {
                for (int i = 0; i < dimension; i++) {
                    columns[i * probes.length + p] = probes[p][i];
                }
            }
        }

        @Override
        public void multiply(FloatBuffer rows, int from, int to) {
            float[] row = new float[dimension];
            float[] sums = new float[products.length];
            for (int r = from; r < to; r++) {
                rows.get(r * dimension, row);
                multiply(row, sums);
                for (int p = 0; p < sums.length; p++) {
                    products[p][r] = sums[p];
                }
            }
        }

        private void multiply(float[] row, float[] sums) {
            int count = sums.length;
            for (int p = 0; p < count; p++) {
                sums[p] = 0;
            }
            int i = 0;
            // Four columns a pass: the sums are loaded and stored a quarter as often.
            for (; i + 3 < dimension; i += 4) {
                float v0 = row[i];
                float v1 = row[i + 1];
                float v2 = row[i + 2];
                float v3 = row[i + 3];
                int c0 = i * count;
                int c1 = c0 + count;
                int c2 = c1 + count;
                int c3 = c2 + count;
                for (int p = 0; p < count; p++) {
                    sums[p] +=
                            v0 * columns[c0 + p] + v1 * columns[c1 + p] + (v2 * columns[c2 + p] + v3 * columns[c3 + p]);
                }
            }
            for (; i < dimension; i++) {
                float v = row[i];
                int c = i * count;
                for (int p = 0; p < count; p++) {
                    sums[p] += v * columns[c + p];
                }
            }
        }
    }
}
