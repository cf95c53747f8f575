package io.facecloak.evaluation;

/** MS-SSIM of one channel: contrast and structure on five scales, luminance on the coarsest. */
final class MultiScale {

    /** A side must be longer, so that the window fits at the coarsest scale. */
    static final int MIN_SIDE = 160;

    private static final double[] WEIGHTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

    private MultiScale() {}

    static double similarity(ColourPlane reference, ColourPlane test) {
        ColourPlane a = reference;
        ColourPlane b = test;
        double product = 1;
        int coarsest = WEIGHTS.length - 1;
        for (int scale = 0; scale < coarsest; scale++) {
            double cs = SsimVariant.GAUSSIAN.similarity(a, b).contrastStructure();
            product *= Math.pow(Math.max(0, cs), WEIGHTS[scale]);
            a = halved(a);
            b = halved(b);
        }
        double ssim = SsimVariant.GAUSSIAN.similarity(a, b).ssim();
        return product * Math.pow(Math.max(0, ssim), WEIGHTS[coarsest]);
    }

    /** Means of 2×2 pixels; an odd side first gets one zero at both ends, as in the implementations that papers use. */
    private static ColourPlane halved(ColourPlane plane) {
        int padX = plane.width() % 2;
        int padY = plane.height() % 2;
        int width = plane.width() / 2 + padX;
        int height = plane.height() / 2 + padY;
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int dy = 0; dy < 2; dy++) {
                    for (int dx = 0; dx < 2; dx++) {
                        sum += valueOrZero(plane, 2 * x + dx - padX, 2 * y + dy - padY);
                    }
                }
                values[y * width + x] = (float) (sum / 4);
            }
        }
        return new ColourPlane(width, height, values);
    }

    private static float valueOrZero(ColourPlane plane, int x, int y) {
        return x < 0 || y < 0 || x >= plane.width() || y >= plane.height() ? 0 : plane.values()[y * plane.width() + x];
    }
}
