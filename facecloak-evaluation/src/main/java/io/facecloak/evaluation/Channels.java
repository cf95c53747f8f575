package io.facecloak.evaluation;

import java.awt.image.BufferedImage;
import java.util.function.UnaryOperator;

/** Applies an operation to the three colour channels of a picture. */
final class Channels {

    private Channels() {}

    /** A new RGB picture of the size that the operation gives; values are clipped to 0..255 and rounded to nearest, ties to even. */
    static BufferedImage map(BufferedImage picture, UnaryOperator<ColourPlane> operation) {
        ColourPlane red = operation.apply(ColourPlane.of(picture, 0, false));
        ColourPlane green = operation.apply(ColourPlane.of(picture, 1, false));
        ColourPlane blue = operation.apply(ColourPlane.of(picture, 2, false));
        int[] pixels = new int[red.values().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = level(red.values()[i]) << 16 | level(green.values()[i]) << 8 | level(blue.values()[i]);
        }
        BufferedImage result = new BufferedImage(red.width(), red.height(), BufferedImage.TYPE_INT_RGB);
        result.setRGB(0, 0, red.width(), red.height(), pixels, 0, red.width());
        return result;
    }

    private static int level(float value) {
        return (int) Math.rint(Math.max(0, Math.min(255, value)));
    }
}
