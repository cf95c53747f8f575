package io.facecloak.synthesis;

import io.facecloak.face.Portrait;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Colour temperature (warm against cold) and saturation, now and then black and white. */
final class ColourCast implements Variation {

    private static final double MONOCHROME_SHARE = 0.08;

    private final double amount;

    /** @param amount 1 for the usual differences between lamps, daylight and cameras */
    ColourCast(double amount) {
        this.amount = amount;
    }

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        double warmth = Variation.symmetric(random, 0.1 * amount);
        double tint = Variation.symmetric(random, 0.03 * amount);
        double drawn = Math.exp(Variation.symmetric(random, 0.4 * amount));
        double saturation = random.nextDouble() < MONOCHROME_SHARE ? 0 : drawn;
        double[] gains = {1 + warmth, 1 + tint, 1 - warmth};
        return portrait -> new Portrait(
                Pixels.recolour(portrait.picture(), (x, y, rgb) -> {
                    double grey = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
                    for (int c = 0; c < 3; c++) {
                        rgb[c] = (float) ((grey + (rgb[c] - grey) * saturation) * gains[c]);
                    }
                }),
                portrait.landmarks());
    }
}
