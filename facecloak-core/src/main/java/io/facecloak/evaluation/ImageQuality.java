package io.facecloak.evaluation;

import java.awt.image.BufferedImage;

/**
 * Full-reference image quality: how much a picture differs from its original, in the definitions that scikit-image and the usual
 * five-scale MS-SSIM share. All of them take two pictures of equal size, look at 8-bit red, green and blue (0..255), ignore alpha,
 * compute in double and are symmetric. Stateless and thread-safe; memory grows with a picture's pixels, not with its windows.
 */
public final class ImageQuality {

    private static final double RANGE = 255;

    private ImageQuality() {}

    /** Mean squared error over all pixels and channels, 0..65025. */
    public static double mse(BufferedImage reference, BufferedImage test) {
        requireSameSize(reference, test);
        int width = reference.getWidth();
        int[] a = new int[width];
        int[] b = new int[width];
        double sum = 0;
        for (int y = 0; y < reference.getHeight(); y++) {
            reference.getRGB(0, y, width, 1, a, 0, width);
            test.getRGB(0, y, width, 1, b, 0, width);
            for (int x = 0; x < width; x++) {
                for (int shift = 16; shift >= 0; shift -= 8) {
                    int difference = (a[x] >> shift & 0xff) - (b[x] >> shift & 0xff);
                    sum += difference * difference;
                }
            }
        }
        return sum / (3.0 * width * reference.getHeight());
    }

    /** Peak signal-to-noise ratio in dB, {@code 10 log10(255² / mse)}; infinite for identical pictures. */
    public static double psnr(BufferedImage reference, BufferedImage test) {
        double mse = mse(reference, test);
        return mse == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(RANGE * RANGE / mse);
    }

    /** Structural similarity of Wang et al. (2004), {@link SsimVariant#GAUSSIAN}: at most 1, which means identical. */
    public static double ssim(BufferedImage reference, BufferedImage test) {
        return ssim(reference, test, SsimVariant.GAUSSIAN);
    }

    /**
     * Structural similarity, mean of the three channels, at most 1.
     *
     * @throws IllegalArgumentException if the sizes differ or a side is shorter than the variant's window (11 or 7 pixels)
     */
    public static double ssim(BufferedImage reference, BufferedImage test, SsimVariant variant) {
        requireSameSize(reference, test);
        double sum = 0;
        for (int channel = 0; channel < 3; channel++) {
            sum += variant.similarity(
                            ColourPlane.of(reference, channel, variant.signed()),
                            ColourPlane.of(test, channel, variant.signed()))
                    .ssim();
        }
        return sum / 3;
    }

    /**
     * Multi-scale structural similarity (Wang et al. 2003) with the usual five weights, mean of the three channels, in [0, 1].
     *
     * @throws IllegalArgumentException if the sizes differ or a side is not longer than 160 pixels
     */
    public static double msSsim(BufferedImage reference, BufferedImage test) {
        requireSameSize(reference, test);
        int shorter = Math.min(reference.getWidth(), reference.getHeight());
        if (shorter <= MultiScale.MIN_SIDE) {
            throw new IllegalArgumentException(
                    "MS-SSIM needs sides longer than " + MultiScale.MIN_SIDE + " pixels, but one has " + shorter);
        }
        double sum = 0;
        for (int channel = 0; channel < 3; channel++) {
            sum += MultiScale.similarity(
                    ColourPlane.of(reference, channel, false), ColourPlane.of(test, channel, false));
        }
        return sum / 3;
    }

    private static void requireSameSize(BufferedImage reference, BufferedImage test) {
        if (reference.getWidth() != test.getWidth() || reference.getHeight() != test.getHeight()) {
            throw new IllegalArgumentException("the pictures must be of one size, but have " + reference.getWidth()
                    + "x" + reference.getHeight() + " and " + test.getWidth() + "x" + test.getHeight() + " pixels");
        }
    }
}
