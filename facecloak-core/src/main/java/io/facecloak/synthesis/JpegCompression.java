package io.facecloak.synthesis;

import io.facecloak.face.Portrait;
import io.facecloak.internal.synthesis.JpegRoundTrip;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The traces of JPEG at some quality. */
final class JpegCompression implements Variation {

    private static final float BEST = 0.95f;

    private final float worst;

    /** @param worst the lowest quality, in [0, 0.95) */
    JpegCompression(double worst) {
        this.worst = (float) worst;
    }

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        float quality = worst + random.nextFloat() * (BEST - worst);
        return portrait -> new Portrait(JpegRoundTrip.of(portrait.picture(), quality), portrait.landmarks());
    }
}
