package io.facecloak.evaluation;

import io.facecloak.internal.image.GaussianKernel;
import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * Separable Gaussian blur with the border mirrored at the edge pixel.
 *
 * @param taps width of the kernel in pixels, odd and positive
 * @param sigma standard deviation in pixels, positive
 */
public record GaussianBlur(int taps, double sigma) implements Disturbance {

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public GaussianBlur {
        new GaussianKernel(taps, sigma);
    }

    /** The kernel that holds the blur up to three standard deviations. */
    public static GaussianBlur ofSigma(double sigma) {
        return new GaussianBlur(2 * (int) Math.ceil(3 * sigma) + 1, sigma);
    }

    @Override
    public String name() {
        return String.format(Locale.ROOT, "blur %.1f", sigma);
    }

    /** @throws IllegalArgumentException if a side of the picture is not longer than half the kernel */
    @Override
    public BufferedImage disturb(BufferedImage picture) {
        if (Math.min(picture.getWidth(), picture.getHeight()) <= taps / 2) {
            throw new IllegalArgumentException("a blur of " + taps + " taps needs sides longer than " + taps / 2
                    + " pixels, but the picture has " + picture.getWidth() + "x" + picture.getHeight());
        }
        double[] weights = new GaussianKernel(taps, sigma).weights();
        return Channels.map(picture, plane -> blurRows(blurRows(plane, weights).transposed(), weights)
                .transposed());
    }

    private static ColourPlane blurRows(ColourPlane plane, double[] weights) {
        int width = plane.width();
        float[] blurred = new float[plane.values().length];
        for (int i = 0; i < blurred.length; i++) {
            int row = i - i % width;
            int first = i % width - weights.length / 2;
            double sum = 0;
            for (int tap = 0; tap < weights.length; tap++) {
                sum += weights[tap] * plane.values()[row + mirrored(first + tap, width)];
            }
            blurred[i] = (float) sum;
        }
        return new ColourPlane(width, plane.height(), blurred);
    }

    private static int mirrored(int index, int size) {
        int positive = Math.abs(index);
        return positive < size ? positive : 2 * (size - 1) - positive;
    }
}
