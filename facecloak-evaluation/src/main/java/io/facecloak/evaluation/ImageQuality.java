package io.facecloak.evaluation;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Full-reference image quality: how much a picture differs from its original. {@link #scores} has the measures that people's eyes are closest
 * to, on luma and in CIELAB; the others are means over red, green and blue, in the definitions that scikit-image and the usual five-scale
 * MS-SSIM share, for comparison with papers. All of them take two pictures of equal size, look at 8-bit sRGB (0..255), ignore alpha,
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

    /**
     * All measures of one pair. Luma is that of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B of the encoded values, as in JPEG files.
     *
     * @throws IllegalArgumentException if the sizes differ or a side is shorter than 11 pixels
     */
    public static QualityScores scores(BufferedImage reference, BufferedImage test) {
        requireSameSize(reference, test);
        ColourPlane a = ColourPlane.luma(reference);
        ColourPlane b = ColourPlane.luma(test);
        return new QualityScores(
                lumaPsnr(a, b),
                SsimVariant.GAUSSIAN.similarity(a, b).ssim(),
                Math.min(a.width(), a.height()) > MultiScale.MIN_SIDE
                        ? OptionalDouble.of(MultiScale.similarity(a, b))
                        : OptionalDouble.empty(),
                ciede2000(reference, test, 0.99),
                NormalizedLaplacianPyramid.of(a).distanceTo(NormalizedLaplacianPyramid.of(b)));
    }

    private static double lumaPsnr(ColourPlane reference, ColourPlane test) {
        double sum = 0;
        for (int i = 0; i < reference.values().length; i++) {
            double difference = (double) reference.values()[i] - test.values()[i];
            sum += difference * difference;
        }
        return sum == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(RANGE * RANGE * reference.values().length / sum);
    }

    /** A quantile of the pixels' colour differences, interpolated linearly between neighbours in order. */
    private static double ciede2000(BufferedImage reference, BufferedImage test, double quantile) {
        int width = reference.getWidth();
        int[] a = new int[width];
        int[] b = new int[width];
        double[] differences = new double[width * reference.getHeight()];
        for (int y = 0; y < reference.getHeight(); y++) {
            reference.getRGB(0, y, width, 1, a, 0, width);
            test.getRGB(0, y, width, 1, b, 0, width);
            for (int x = 0; x < width; x++) {
                differences[y * width + x] = CieLab.ofSrgb(a[x]).ciede2000(CieLab.ofSrgb(b[x]));
            }
        }
        Arrays.sort(differences);
        double position = quantile * (differences.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, differences.length - 1);
        return differences[below] + (position - below) * (differences[above] - differences[below]);
    }

    static void requireSameSize(BufferedImage reference, BufferedImage test) {
        if (reference.getWidth() != test.getWidth() || reference.getHeight() != test.getHeight()) {
            throw new IllegalArgumentException("the pictures must be of one size, but have " + reference.getWidth()
                    + "x" + reference.getHeight() + " and " + test.getWidth() + "x" + test.getHeight() + " pixels");
        }
    }
}
