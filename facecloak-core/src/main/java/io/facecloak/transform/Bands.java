package io.facecloak.transform;

import java.util.Arrays;

/** An S×S matrix whose rows are zero outside a short span: resampling along one axis of planar 3·S·S pictures. */
final class Bands {

    private final int size;
    private final int[] first;
    private final float[][] weights;

    private Bands(Span... rows) {
        size = rows.length;
        first = new int[size];
        weights = new float[size][];
        for (int i = 0; i < size; i++) {
            first[i] = rows[i].first();
            weights[i] = new float[rows[i].weights().length];
            for (int k = 0; k < weights[i].length; k++) {
                weights[i][k] = (float) rows[i].weights()[k];
            }
        }
    }

    private Bands(int[] first, float[][] weights) {
        this.size = first.length;
        this.first = first;
        this.weights = weights;
    }

    /** Down to {@code small} samples, with a triangle filter as wide as the reduction asks for, that are put at {@code offset} between zeros. */
    static Bands resizeAndPad(int size, int small, int offset) {
        Span[] padded = new Span[size];
        Arrays.fill(padded, Span.NONE);
        System.arraycopy(resampling(size, small), 0, padded, offset, small);
        return new Bands(padded);
    }

    private static Span[] resampling(int from, int to) {
        double scale = (double) from / to;
        double support = Math.max(1, scale);
        Span[] rows = new Span[to];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale - 0.5;
            int low = (int) Math.ceil(centre - support);
            int high = (int) Math.floor(centre + support);
            rows[i] = Span.normalised(from, low, high, j -> Math.max(0, 1 - Math.abs(j - centre) / support));
        }
        return rows;
    }

    int size() {
        return size;
    }

    Bands transposed() {
        int[] from = new int[size];
        int[] to = new int[size];
        Arrays.fill(from, size);
        for (int i = 0; i < size; i++) {
            for (int j = first[i]; j < first[i] + weights[i].length; j++) {
                from[j] = Math.min(from[j], i);
                to[j] = i + 1;
            }
        }
        float[][] columns = new float[size][];
        for (int j = 0; j < size; j++) {
            columns[j] = new float[Math.max(0, to[j] - from[j])];
            for (int k = 0; k < columns[j].length; k++) {
                columns[j][k] = at(from[j] + k, j);
            }
        }
        return new Bands(from, columns);
    }

    private float at(int i, int j) {
        int k = j - first[i];
        return k >= 0 && k < weights[i].length ? weights[i][k] : 0;
    }

    /** The product with the matrix of these rows or, from the right and transposed, with that of these columns. */
    Lines times(Lines lines) {
        float[][] factor = lines.values();
        float[][] product = new float[size][factor[0].length];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < weights[i].length; k++) {
                add(weights[i][k], factor[first[i] + k], product[i]);
            }
        }
        return new Lines(product);
    }

    private static void add(float weight, float[] line, float[] sum) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] += weight * line[x];
        }
    }
}
