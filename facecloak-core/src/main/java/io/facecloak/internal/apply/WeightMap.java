package io.facecloak.internal.apply;

import io.facecloak.internal.image.GaussianKernel;
import java.util.Arrays;

/** A weight in [0, 1] for each pixel of a square, row by row. Immutable and thread-safe. */
final class WeightMap {

    private final int size;
    private final float[] values;

    /** Takes ownership of {@code values}. */
    WeightMap(int size, float[] values) {
        this.size = size;
        this.values = values;
    }

    static float ramp(double t) {
        return t > 0 ? (float) Math.min(1, t) : 0;
    }

    int size() {
        return size;
    }

    float at(int i) {
        return values[i];
    }

    float at(int x, int y) {
        return values[y * size + x];
    }

    float[] toArray() {
        return values.clone();
    }

    /** The mean of this map where {@code weights} are, or 0 where they are nowhere. */
    double meanOver(WeightMap weights) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights.values[i] * values[i];
            total += weights.values[i];
        }
        return total > 0 ? sum / total : 0;
    }

    /** Morphological closing with a square: gaps up to twice the radius are filled. */
    WeightMap closed(int radius) {
        return new WeightMap(size, least(greatest(values, radius), radius));
    }

    /** Morphological opening with a square: what is narrower than twice the radius goes. */
    WeightMap opened(int radius) {
        return new WeightMap(size, greatest(least(values, radius), radius));
    }

    private float[] least(float[] of, int radius) {
        return negated(greatest(negated(of), radius));
    }

    private static float[] negated(float[] values) {
        float[] negated = new float[values.length];
        for (int i = 0; i < negated.length; i++) {
            negated[i] = -values[i];
        }
        return negated;
    }

    /** The greatest weight within a square about each pixel. */
    WeightMap dilated(int radius) {
        return new WeightMap(size, greatest(values, radius));
    }

    private float[] greatest(float[] of, int radius) {
        float[] rows = of.clone();
        float[] result = new float[of.length];
        for (int y = 0; y < size; y++) {
            for (int k = 1; k <= radius; k++) {
                for (int x = y * size; x < (y + 1) * size - k; x++) {
                    rows[x] = Math.max(rows[x], of[x + k]);
                    rows[x + k] = Math.max(rows[x + k], of[x]);
                }
            }
        }
        System.arraycopy(rows, 0, result, 0, rows.length);
        for (int k = 1; k <= radius; k++) {
            int step = k * size;
            for (int i = 0; i < of.length - step; i++) {
                result[i] = Math.max(result[i], rows[i + step]);
                result[i + step] = Math.max(result[i + step], rows[i]);
            }
        }
        return result;
    }

    /**
     * What is reached from a place in straight lines: along each, no weight is greater than the least one before it. Pixels within
     * {@code open} do not count as lesser.
     */
    WeightMap reachedFrom(int centreX, int centreY, WeightMap open) {
        float[] reached = new float[values.length];
        int rings = Math.max(Math.max(centreX, size - 1 - centreX), Math.max(centreY, size - 1 - centreY));
        reached[centreY * size + centreX] = 1;
        for (int ring = 1; ring <= rings; ring++) {
            int top = Math.max(0, centreY - ring);
            int bottom = Math.min(size - 1, centreY + ring);
            for (int y = top; y <= bottom; y++) {
                int step = Math.abs(y - centreY) == ring ? 1 : 2 * ring;
                for (int x = centreX - ring; x <= centreX + ring; x += step) {
                    if (x >= 0 && x < size) {
                        int i = y * size + x;
                        float own = Math.max(values[i], open.values[i]);
                        reached[i] = Math.min(own, before(reached, centreX, centreY, x - centreX, y - centreY, ring));
                    }
                }
            }
        }
        return new WeightMap(size, reached);
    }

    /** Where the line from the centre crosses the ring before, between two pixels of it. */
    private float before(float[] reached, int centreX, int centreY, int dx, int dy, int ring) {
        float share = (ring - 1f) / ring;
        boolean upright = Math.abs(dy) == ring;
        float position = (upright ? dx : dy) * share;
        int low = (int) Math.floor(position);
        float t = position - low;
        int high = t > 0 ? low + 1 : low;
        int x = centreX + dx - Integer.signum(dx);
        int y = centreY + dy - Integer.signum(dy);
        float a = upright ? reached[y * size + centreX + low] : reached[(centreY + low) * size + x];
        float b = upright ? reached[y * size + centreX + high] : reached[(centreY + high) * size + x];
        return a + t * (b - a);
    }

    WeightMap smoothed(GaussianKernel kernel) {
        double[] weights = kernel.weights();
        int reach = weights.length / 2;
        float[] across = new float[values.length];
        float[] row = new float[size + 2 * reach];
        for (int y = 0; y < size; y++) {
            Arrays.fill(row, 0, reach, values[y * size]);
            System.arraycopy(values, y * size, row, reach, size);
            Arrays.fill(row, size + reach, row.length, values[(y + 1) * size - 1]);
            for (int k = 0; k < weights.length; k++) {
                float weight = (float) weights[k];
                for (int x = 0; x < size; x++) {
                    across[y * size + x] += weight * row[x + k];
                }
            }
        }
        float[] smoothed = new float[values.length];
        for (int y = 0; y < size; y++) {
            for (int k = 0; k < weights.length; k++) {
                float weight = (float) weights[k];
                int from = Math.max(0, Math.min(size - 1, y + k - reach)) * size;
                for (int x = 0; x < size; x++) {
                    smoothed[y * size + x] += weight * across[from + x];
                }
            }
        }
        return new WeightMap(size, smoothed);
    }
}
