package io.facecloak.evaluation.perceptual;

import java.awt.image.BufferedImage;
import java.util.function.DoubleUnaryOperator;

/**
 * Resizing as Pillow does it, which the metrics' published code relies on: the kernel is widened when shrinking, weights beyond the border
 * are dropped and the others normalised, columns first, 8-bit rounding after each direction.
 */
enum FilteredResize {
    BILINEAR(1, x -> Math.max(0, 1 - Math.abs(x))),

    /** Keys's kernel with a = -0.5. */
    BICUBIC(2, x -> {
        double d = Math.abs(x);
        if (d < 1) {
            return (1.5 * d - 2.5) * d * d + 1;
        }
        return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    });

    private final double support;
    private final DoubleUnaryOperator kernel;

    FilteredResize(double support, DoubleUnaryOperator kernel) {
        this.support = support;
        this.kernel = kernel;
    }

    /** A new RGB picture of this size; the picture itself if it has it. */
    BufferedImage to(BufferedImage picture, int width, int height) {
        BufferedImage rows = picture.getWidth() == width ? picture : along(picture, width, true);
        return rows.getHeight() == height ? rows : along(rows, height, false);
    }

    private BufferedImage along(BufferedImage picture, int length, boolean horizontal) {
        int before = horizontal ? picture.getWidth() : picture.getHeight();
        int lines = horizontal ? picture.getHeight() : picture.getWidth();
        BufferedImage result = horizontal
                ? new BufferedImage(length, lines, BufferedImage.TYPE_INT_RGB)
                : new BufferedImage(lines, length, BufferedImage.TYPE_INT_RGB);
        double scale = (double) before / length;
        double widened = Math.max(1, scale);
        double reach = support * widened;
        for (int i = 0; i < length; i++) {
            double centre = (i + 0.5) * scale;
            int first = Math.max(0, (int) (centre - reach + 0.5));
            int last = Math.min(before, (int) (centre + reach + 0.5));
            double[] weights = new double[last - first];
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                weights[k] = kernel.applyAsDouble((first + k - centre + 0.5) / widened);
                sum += weights[k];
            }
            for (int line = 0; line < lines; line++) {
                double red = 0;
                double green = 0;
                double blue = 0;
                for (int k = 0; k < weights.length; k++) {
                    int rgb = horizontal ? picture.getRGB(first + k, line) : picture.getRGB(line, first + k);
                    red += weights[k] * (rgb >> 16 & 0xff);
                    green += weights[k] * (rgb >> 8 & 0xff);
                    blue += weights[k] * (rgb & 0xff);
                }
                int rgb = level(red / sum) << 16 | level(green / sum) << 8 | level(blue / sum);
                if (horizontal) {
                    result.setRGB(i, line, rgb);
                } else {
                    result.setRGB(line, i, rgb);
                }
            }
        }
        return result;
    }

    private static int level(double value) {
        return (int) Math.max(0, Math.min(255, Math.floor(value + 0.5)));
    }
}
