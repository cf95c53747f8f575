package io.facecloak.evaluation;

import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * Every value's distance from the picture's mean grey (0.2989 R + 0.587 G + 0.114 B) times a factor, clipped.
 *
 * @param factor at least 0; 1 changes nothing, 0 leaves a grey area
 */
public record Contrast(double factor) implements Disturbance {

    private static final double[] GREY = {0.2989, 0.587, 0.114};

    public Contrast {
        Range.requireAtLeastZero("factor", factor);
    }

    @Override
    public String name() {
        return String.format(Locale.ROOT, "contrast %.2f", factor);
    }

    @Override
    public BufferedImage disturb(BufferedImage picture) {
        double grey = 0;
        for (int channel = 0; channel < GREY.length; channel++) {
            grey += GREY[channel] * ColourPlane.of(picture, channel, false).mean();
        }
        double base = (1 - factor) * grey;
        return Channels.map(picture, plane -> plane.map(value -> (float) (factor * value + base)));
    }
}
