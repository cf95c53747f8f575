package io.facecloak.evaluation;

import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * Every value times a factor, clipped.
 *
 * @param factor at least 0; 1 changes nothing
 */
public record Brightness(double factor) implements Disturbance {

    public Brightness {
        Range.requireAtLeastZero("factor", factor);
    }

    @Override
    public String name() {
        return String.format(Locale.ROOT, "brightness %.2f", factor);
    }

    @Override
    public BufferedImage disturb(BufferedImage picture) {
        return Channels.map(picture, plane -> plane.map(value -> (float) (factor * value)));
    }
}
