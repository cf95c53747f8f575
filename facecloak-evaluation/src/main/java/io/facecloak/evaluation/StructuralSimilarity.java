package io.facecloak.evaluation;

import java.util.function.DoubleBinaryOperator;

/**
 * SSIM of one channel over all positions where the window fits.
 *
 * @param ssim mean of luminance · contrast · structure
 * @param contrastStructure mean of contrast · structure
 */
record StructuralSimilarity(double ssim, double contrastStructure) {

    private static final double C1 = Math.pow(0.01 * 255, 2);
    private static final double C2 = Math.pow(0.03 * 255, 2);

    /**
     * @param window separable weights that sum to 1
     * @param covarianceFactor n / (n - 1) for the sample covariance of n window pixels, 1 for the population's
     */
    static StructuralSimilarity between(
            ColourPlane reference, ColourPlane test, double[] window, double covarianceFactor) {
        if (Math.min(reference.width(), reference.height()) < window.length) {
            throw new IllegalArgumentException("SSIM's window needs " + window.length + "x" + window.length
                    + " pixels, but the picture has " + reference.width() + "x" + reference.height());
        }
        Moment a = new Moment(reference, test, window, (x, y) -> x);
        Moment b = new Moment(reference, test, window, (x, y) -> y);
        Moment aa = new Moment(reference, test, window, (x, y) -> x * x);
        Moment bb = new Moment(reference, test, window, (x, y) -> y * y);
        Moment ab = new Moment(reference, test, window, (x, y) -> x * y);
        int columns = reference.width() - window.length + 1;
        int rows = reference.height() - window.length + 1;
        double ssim = 0;
        double contrastStructure = 0;
        for (int y = 0; y < rows; y++) {
            double[] meanA = a.row(y);
            double[] meanB = b.row(y);
            double[] meanAa = aa.row(y);
            double[] meanBb = bb.row(y);
            double[] meanAb = ab.row(y);
            for (int x = 0; x < columns; x++) {
                double product = meanA[x] * meanB[x];
                double squares = meanA[x] * meanA[x] + meanB[x] * meanB[x];
                double variances = covarianceFactor * (meanAa[x] + meanBb[x] - squares);
                double covariance = covarianceFactor * (meanAb[x] - product);
                double cs = (2 * covariance + C2) / (variances + C2);
                contrastStructure += cs;
                ssim += cs * (2 * product + C1) / (squares + C1);
            }
        }
        double positions = (double) rows * columns;
        return new StructuralSimilarity(ssim / positions, contrastStructure / positions);
    }

    /** Window means of a function of both channels, row after row; keeps only as many rows as the window is high. */
    private static final class Moment {

        private final ColourPlane reference;
        private final ColourPlane test;
        private final double[] window;
        private final DoubleBinaryOperator function;
        private final double[][] filteredRows;
        private final double[] products;
        private final double[] means;
        private int next;

        Moment(ColourPlane reference, ColourPlane test, double[] window, DoubleBinaryOperator function) {
            this.reference = reference;
            this.test = test;
            this.window = window;
            this.function = function;
            int columns = reference.width() - window.length + 1;
            filteredRows = new double[window.length][columns];
            products = new double[reference.width()];
            means = new double[columns];
        }

        /** The means of the windows whose top is {@code y}; to be asked for in order. The array is reused. */
        double[] row(int y) {
            for (; next < y + window.length; next++) {
                filter(next, filteredRows[next % window.length]);
            }
            for (int x = 0; x < means.length; x++) {
                double sum = 0;
                for (int i = 0; i < window.length; i++) {
                    sum += window[i] * filteredRows[(y + i) % window.length][x];
                }
                means[x] = sum;
            }
            return means;
        }

        private void filter(int y, double[] target) {
            int start = y * reference.width();
            for (int x = 0; x < products.length; x++) {
                products[x] = function.applyAsDouble(reference.values()[start + x], test.values()[start + x]);
            }
            for (int x = 0; x < target.length; x++) {
                double sum = 0;
                for (int i = 0; i < window.length; i++) {
                    sum += window[i] * products[x + i];
                }
                target[x] = sum;
            }
        }
    }
}
