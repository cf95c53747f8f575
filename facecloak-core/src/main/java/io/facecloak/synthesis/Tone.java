package io.facecloak.synthesis;

import io.facecloak.face.Portrait;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Exposure of the photo: gamma, contrast about the middle grey, brightness. */
final class Tone implements Variation {

    private final double amount;

    /** @param amount 1 for the usual differences between cameras and exposures */
    Tone(double amount) {
        this.amount = amount;
    }

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        double gamma = Math.exp(Variation.symmetric(random, 0.3 * amount));
        double contrast = Math.exp(Variation.symmetric(random, 0.25 * amount));
        double brightness = Variation.symmetric(random, 0.1 * amount);
        return portrait -> new Portrait(
                Pixels.recolour(portrait.picture(), (x, y, rgb) -> {
                    for (int c = 0; c < 3; c++) {
                        rgb[c] = (float) ((Math.pow(rgb[c], gamma) - 0.5) * contrast + 0.5 + brightness);
                    }
                }),
                portrait.landmarks());
    }
}
