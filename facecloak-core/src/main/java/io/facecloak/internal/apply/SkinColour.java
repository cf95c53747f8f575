package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import java.util.Arrays;

/**
 * The colour of one face's skin, learnt from the face itself: the logarithm of its luma and two ratios of colours that shadows leave
 * alone, each a smooth function of the place (light comes from a side), fitted robustly, and the covariance of what is left. Knows
 * nothing about what colour skin has. Not thread-safe.
 */
final class SkinColour {

    private static final int DIMENSIONS = 3;
    private static final int TERMS = 5;
    private static final int ITERATIONS = 5;

    /** Added to luma so that noise in the dark is not amplified, in [0, 1] pixel values. */
    private static final double DARK = 0.06;

    /** The least standard deviations: of the logarithm of luma, and of the ratios. */
    private static final double[] LEAST_SPREAD = {0.10, 0.025, 0.025};

    /** The greatest one of luma's logarithm: with more, hair would count as skin in the shade. */
    private static final double GREATEST_SPREAD = 0.28;

    private static final double GREATEST_CHROMA_SPREAD = 0.07;

    /** Distance in standard deviations beyond which a pixel has little say in the fit. */
    private static final double ROBUST = 2;

    private final WeightMap expected;
    private final float[][] colours;
    private final Frame frame;
    private double[][] coefficients;
    private double[][] precision;

    private SkinColour(AlignedFace face, WeightMap expected) {
        this.expected = expected;
        this.colours = colours(face);
        this.frame = Frame.of(expected);
        coefficients = new double[DIMENSIONS][TERMS];
        precision = new double[DIMENSIONS][DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            double median = median(colours[d]);
            coefficients[d][0] = median;
            double spread = Math.max(LEAST_SPREAD[d], deviation(colours[d], median));
            precision[d][d] = 1 / (spread * spread);
        }
    }

    /** @param expected how surely each pixel is skin before its colour is known */
    static SkinColour learn(AlignedFace face, WeightMap expected) {
        SkinColour skin = new SkinColour(face, expected);
        for (int i = 0; i < ITERATIONS; i++) {
            skin.refine();
        }
        return skin;
    }

    private static float[][] colours(AlignedFace face) {
        float[] rgb = face.toArray();
        int plane = rgb.length / AlignedFace.CHANNELS;
        float[][] colours = new float[DIMENSIONS][plane];
        for (int i = 0; i < plane; i++) {
            double luma = 0.299 * rgb[i] + 0.587 * rgb[plane + i] + 0.114 * rgb[2 * plane + i];
            double shade = luma + DARK;
            colours[0][i] = (float) Math.log(shade);
            colours[1][i] = (float) ((rgb[i] - luma) / shade);
            colours[2][i] = (float) ((rgb[2 * plane + i] - luma) / shade);
        }
        return colours;
    }

    /** A step of the robust fit, on every fourth pixel: least squares with Cauchy-like weights of the distances so far. */
    private void refine() {
        double[][] normal = new double[TERMS][TERMS];
        double[][] right = new double[DIMENSIONS][TERMS];
        double[][] covariance = new double[DIMENSIONS][DIMENSIONS];
        double[] terms = new double[TERMS];
        double[] rest = new double[DIMENSIONS];
        double sum = 0;
        int size = expected.size();
        for (int y = 0; y < size; y++) {
            for (int x = 2 * y % 4; x < size; x += 4) {
                int i = y * size + x;
                if (expected.at(i) <= 0) {
                    continue;
                }
                frame.terms(x, y, terms);
                double distance = rest(i, terms, rest) / (ROBUST * ROBUST);
                double weight = expected.at(i) / ((1 + distance) * (1 + distance));
                sum += weight;
                for (int j = 0; j < TERMS; j++) {
                    for (int k = 0; k <= j; k++) {
                        normal[j][k] += weight * terms[j] * terms[k];
                    }
                    for (int d = 0; d < DIMENSIONS; d++) {
                        right[d][j] += weight * terms[j] * colours[d][i];
                    }
                }
                for (int d = 0; d < DIMENSIONS; d++) {
                    for (int e = 0; e < DIMENSIONS; e++) {
                        covariance[d][e] += weight * rest[d] * rest[e];
                    }
                }
            }
        }
        if (sum < 1) {
            return;
        }
        // A ridge keeps slopes small where the skin seen is small.
        for (int j = 0; j < TERMS; j++) {
            normal[j][j] += (j == 0 ? 1e-6 : 0.03) * sum;
        }
        for (int d = 0; d < DIMENSIONS; d++) {
            coefficients[d] = solve(normal, right[d]);
            for (int e = 0; e < DIMENSIONS; e++) {
                // The weights cut off tails.
                covariance[d][e] *= 1.6 / sum;
            }
        }
        bound(covariance);
        precision = inverse(covariance);
    }

    /** Puts the difference from the expected colour into {@code rest}; the squared Mahalanobis distance. */
    private double rest(int i, double[] terms, double[] rest) {
        for (int d = 0; d < DIMENSIONS; d++) {
            double difference = colours[d][i];
            for (int j = 0; j < TERMS; j++) {
                difference -= coefficients[d][j] * terms[j];
            }
            rest[d] = difference;
        }
        double sum = 0;
        for (int d = 0; d < DIMENSIONS; d++) {
            for (int e = 0; e < DIMENSIONS; e++) {
                sum += precision[d][e] * rest[d] * rest[e];
            }
        }
        return sum;
    }

    /** The distance from the expected colour, in standard deviations, of each pixel that has a weight in {@code where}; else 0. */
    float[] distances(WeightMap where) {
        int size = expected.size();
        float[] distances = new float[size * size];
        double[] terms = new double[TERMS];
        double[] rest = new double[DIMENSIONS];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int i = y * size + x;
                if (where.at(i) > 0) {
                    frame.terms(x, y, terms);
                    distances[i] = (float) Math.sqrt(Math.max(0, rest(i, terms, rest)));
                }
            }
        }
        return distances;
    }

    /** Scales rows and columns of the covariance so that its deviations lie within the bounds, whatever the correlation. */
    private static void bound(double[][] covariance) {
        for (int d = 0; d < DIMENSIONS; d++) {
            double variance = covariance[d][d];
            double most = d == 0 ? GREATEST_SPREAD : GREATEST_CHROMA_SPREAD;
            if (variance > most * most) {
                double factor = most / Math.sqrt(variance);
                for (int e = 0; e < DIMENSIONS; e++) {
                    covariance[d][e] *= factor;
                    covariance[e][d] *= factor;
                }
            }
        }
        for (int d = 0; d < DIMENSIONS; d++) {
            covariance[d][d] += LEAST_SPREAD[d] * LEAST_SPREAD[d];
        }
    }

    private static double[][] inverse(double[][] symmetric) {
        double[][] inverse = new double[DIMENSIONS][];
        for (int d = 0; d < DIMENSIONS; d++) {
            double[] unit = new double[DIMENSIONS];
            unit[d] = 1;
            inverse[d] = solve(symmetric, unit);
        }
        return inverse;
    }

    /** Solves a symmetric positive definite system, of which the lower triangle counts, by Cholesky's decomposition. */
    private static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j][j];
            }
        }
        double[] x = right.clone();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= lower[i][k] * x[k];
            }
            x[i] /= lower[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                x[i] -= lower[k][i] * x[k];
            }
            x[i] /= lower[i][i];
        }
        return x;
    }

    private double median(float[] values) {
        float[] sure = new float[values.length];
        int count = 0;
        // An odd distance reaches all columns.
        for (int i = 0; i < values.length; i += 5) {
            if (expected.at(i) >= 0.5f) {
                sure[count++] = values[i];
            }
        }
        Arrays.sort(sure, 0, count);
        return count == 0 ? 0 : sure[count / 2];
    }

    /** The median absolute deviation as that of a normal distribution. */
    private double deviation(float[] values, double median) {
        float[] distances = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            distances[i] = (float) Math.abs(values[i] - median);
        }
        return 1.4826 * median(distances);
    }

    /** Coordinates in which the skin reaches about from -1 to 1; clamped there, since a fit says nothing about places it has not seen. */
    private record Frame(double x0, double y0, double halfWidth, double halfHeight) {

        static Frame of(WeightMap expected) {
            double sum = 1e-9;
            double x0 = 0;
            double y0 = 0;
            double xx = 0;
            double yy = 0;
            for (int y = 0; y < expected.size(); y++) {
                for (int x = 0; x < expected.size(); x++) {
                    double weight = expected.at(x, y);
                    sum += weight;
                    x0 += weight * x;
                    y0 += weight * y;
                    xx += weight * x * x;
                    yy += weight * y * y;
                }
            }
            x0 /= sum;
            y0 /= sum;
            double reachX = 1.8 * Math.sqrt(Math.max(1, xx / sum - x0 * x0));
            double reachY = 1.8 * Math.sqrt(Math.max(1, yy / sum - y0 * y0));
            return new Frame(x0, y0, reachX, reachY);
        }

        void terms(double x, double y, double[] terms) {
            double u = Math.max(-1, Math.min(1, (x - x0) / halfWidth));
            double v = Math.max(-1, Math.min(1, (y - y0) / halfHeight));
            terms[0] = 1;
            terms[1] = u;
            terms[2] = v;
            terms[3] = u * u - 1 / 3.0;
            terms[4] = v * v - 1 / 3.0;
        }
    }
}
