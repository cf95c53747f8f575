package io.facecloak.transform;

import java.util.Arrays;

/** An S×S matrix whose rows are zero outside a short span: resampling and blurring along one axis of planar 3·S·S pictures. */
final class Bands {

    private final int size;
    private final int[] first;
    private final float[][] weights;

    /** Keeps the span of each row from the first to the last entry that is not zero. */
    Bands(double[][] matrix) {
        size = matrix.length;
        first = new int[size];
        weights = new float[size][];
        for (int i = 0; i < size; i++) {
            int from = 0;
            int to = size;
            while (from < to && matrix[i][from] == 0) {
                from++;
            }
            while (to > from && matrix[i][to - 1] == 0) {
                to--;
            }
            first[i] = from;
            weights[i] = new float[to - from];
            for (int k = 0; k < weights[i].length; k++) {
                weights[i][k] = (float) matrix[i][from + k];
            }
        }
    }

    /** Down to {@code small} samples with a triangle filter as wide as the reduction asks for, and back up bilinearly. */
    static Bands resizeRoundTrip(int size, int small) {
        double[][] down = resampling(size, small);
        double[][] up = resampling(small, size);
        double[][] product = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < small; k++) {
                if (up[i][k] != 0) {
                    for (int j = 0; j < size; j++) {
                        product[i][j] += up[i][k] * down[k][j];
                    }
                }
            }
        }
        return new Bands(product);
    }

    /** Down to {@code small} samples that are put at {@code offset} between zeros. */
    static Bands resizeAndPad(int size, int small, int offset) {
        double[][] down = resampling(size, small);
        double[][] padded = new double[size][size];
        System.arraycopy(down, 0, padded, offset, small);
        return new Bands(padded);
    }

    /** Gaussian blur up to three standard deviations; the edge sample is continued outwards. */
    static Bands blur(int size, double sigma) {
        int radius = (int) Math.ceil(3 * sigma);
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int k = -radius; k <= radius; k++) {
                int j = Math.max(0, Math.min(size - 1, i + k));
                matrix[i][j] += sigma == 0 ? 1 : Math.exp(-0.5 * k * k / (sigma * sigma));
            }
            normalise(matrix[i]);
        }
        return new Bands(matrix);
    }

    private static double[][] resampling(int from, int to) {
        double scale = (double) from / to;
        double support = Math.max(1, scale);
        double[][] matrix = new double[to][from];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale - 0.5;
            int low = (int) Math.ceil(centre - support);
            int high = (int) Math.floor(centre + support);
            for (int j = low; j <= high; j++) {
                double weight = 1 - Math.abs(j - centre) / support;
                if (weight > 0) {
                    matrix[i][Math.max(0, Math.min(from - 1, j))] += weight;
                }
            }
            normalise(matrix[i]);
        }
        return matrix;
    }

    private static void normalise(double[] row) {
        double sum = Arrays.stream(row).sum();
        for (int j = 0; j < row.length; j++) {
            row[j] /= sum;
        }
    }

    float[] overColumns(float[] picture) {
        float[] result = new float[picture.length];
        for (int row = 0; row < picture.length; row += size) {
            for (int i = 0; i < size; i++) {
                float[] w = weights[i];
                int from = row + first[i];
                float sum = 0;
                for (int k = 0; k < w.length; k++) {
                    sum += w[k] * picture[from + k];
                }
                result[row + i] = sum;
            }
        }
        return result;
    }

    float[] adjointOverColumns(float[] gradient) {
        float[] result = new float[gradient.length];
        for (int row = 0; row < gradient.length; row += size) {
            for (int i = 0; i < size; i++) {
                float[] w = weights[i];
                int to = row + first[i];
                float g = gradient[row + i];
                for (int k = 0; k < w.length; k++) {
                    result[to + k] += w[k] * g;
                }
            }
        }
        return result;
    }

    float[] overRows(float[] picture) {
        float[] result = new float[picture.length];
        int plane = size * size;
        for (int offset = 0; offset < picture.length; offset += plane) {
            for (int i = 0; i < size; i++) {
                int to = offset + i * size;
                for (int k = 0; k < weights[i].length; k++) {
                    float w = weights[i][k];
                    int from = offset + (first[i] + k) * size;
                    for (int x = 0; x < size; x++) {
                        result[to + x] += w * picture[from + x];
                    }
                }
            }
        }
        return result;
    }

    float[] adjointOverRows(float[] gradient) {
        float[] result = new float[gradient.length];
        int plane = size * size;
        for (int offset = 0; offset < gradient.length; offset += plane) {
            for (int i = 0; i < size; i++) {
                int from = offset + i * size;
                for (int k = 0; k < weights[i].length; k++) {
                    float w = weights[i][k];
                    int to = offset + (first[i] + k) * size;
                    for (int x = 0; x < size; x++) {
                        result[to + x] += w * gradient[from + x];
                    }
                }
            }
        }
        return result;
    }
}
