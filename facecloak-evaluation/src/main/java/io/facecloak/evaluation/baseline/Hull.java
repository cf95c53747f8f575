package io.facecloak.evaluation.baseline;

import java.util.ArrayList;
import java.util.List;

/**
 * OPOM's models of a person's feature subspace: what stands for the person between and beyond the embeddings at hand. A protected face
 * shall leave it.
 */
public enum Hull {
    /** The mean of the embeddings. */
    CLASS_CENTER("Class Center") {
        @Override
        double[] nearest(List<float[]> features, float[] point) {
            return mean(features);
        }
    },

    /** {@code {Σ a_i f_i : Σ a_i = 1}}: all affine combinations. */
    AFFINE("Affine Hull") {
        @Override
        double[] nearest(List<float[]> features, float[] point) {
            double[] centre = mean(features);
            double[] nearest = centre.clone();
            double[] offset = minus(point, centre);
            for (double[] direction : orthonormal(features, centre)) {
                double along = dot(direction, offset);
                for (int i = 0; i < nearest.length; i++) {
                    nearest[i] += along * direction[i];
                }
            }
            return nearest;
        }
    },

    /** {@code {Σ a_i f_i : Σ a_i = 1, a_i ≥ 0}}: the weighted means. */
    CONVEX("Convex Hull") {
        @Override
        double[] nearest(List<float[]> features, float[] point) {
            return pairwiseFrankWolfe(features, point);
        }
    };

    private static final int STEPS = 1000;
    private static final double TOLERANCE = 1e-10;

    private final String title;

    Hull(String title) {
        this.title = title;
    }

    /** The name in the paper's tables. */
    String title() {
        return title;
    }

    /**
     * The point of the hull that is nearest to {@code point}.
     *
     * @param features the person's embeddings, at least one
     */
    abstract double[] nearest(List<float[]> features, float[] point);

    private static double[] mean(List<float[]> features) {
        double[] mean = new double[features.get(0).length];
        for (float[] feature : features) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (double) feature[i] / features.size();
            }
        }
        return mean;
    }

    /** Gram and Schmidt's basis of the span of the differences from the centre. */
    private static List<double[]> orthonormal(List<float[]> features, double[] centre) {
        List<double[]> basis = new ArrayList<>();
        for (float[] feature : features) {
            double[] rest = minus(feature, centre);
            double length = Math.sqrt(dot(rest, rest));
            for (double[] direction : basis) {
                double along = dot(direction, rest);
                for (int i = 0; i < rest.length; i++) {
                    rest[i] -= along * direction[i];
                }
            }
            double norm = Math.sqrt(dot(rest, rest));
            if (norm > 1e-6 * Math.max(length, 1e-6)) {
                for (int i = 0; i < rest.length; i++) {
                    rest[i] /= norm;
                }
                basis.add(rest);
            }
        }
        return basis;
    }

    /** Moves weight from the worst to the best vertex, as far as it helps (Lacoste-Julien and Jaggi 2015). */
    private static double[] pairwiseFrankWolfe(List<float[]> features, float[] point) {
        double[] weights = new double[features.size()];
        weights[0] = 1;
        double[] nearest = minus(features.get(0), new double[point.length]);
        for (int step = 0; step < STEPS; step++) {
            double[] gradient = new double[nearest.length];
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = nearest[i] - point[i];
            }
            int towards = 0;
            int away = -1;
            double[] scores = new double[weights.length];
            for (int v = 0; v < weights.length; v++) {
                scores[v] = dot(gradient, features.get(v));
                towards = scores[v] < scores[towards] ? v : towards;
                away = weights[v] > 0 && (away < 0 || scores[v] > scores[away]) ? v : away;
            }
            if (scores[away] - scores[towards] < TOLERANCE) {
                break;
            }
            double[] direction = minus(features.get(towards), minus(features.get(away), new double[point.length]));
            double length = Math.min(weights[away], (scores[away] - scores[towards]) / dot(direction, direction));
            weights[away] -= length;
            weights[towards] += length;
            for (int i = 0; i < nearest.length; i++) {
                nearest[i] += length * direction[i];
            }
        }
        return nearest;
    }

    private static double[] minus(float[] a, double[] b) {
        double[] difference = new double[b.length];
        for (int i = 0; i < b.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double dot(double[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
