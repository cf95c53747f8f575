package io.facecloak.synthesis;

import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Light from another side: Lambert shading of the head model, relative to frontal light. */
final class Lighting implements Variation {

    /** The part of the light that comes from everywhere. */
    private static final double AMBIENT = 0.45;

    private static final double GAMMA = 2.2;

    private final double slant;

    /** @param slant greatest tangent of the angle between the light and the viewer */
    Lighting(double slant) {
        this.slant = slant;
    }

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        double lightX = Variation.symmetric(random, slant);
        // Mostly from above, as light is.
        double lightY = -slant / 4 + Variation.symmetric(random, 0.6 * slant);
        return portrait -> lit(portrait, lightX, lightY);
    }

    private static Portrait lit(Portrait portrait, double lightX, double lightY) {
        HeadModel head = new HeadModel(portrait.landmarks());
        return new Portrait(
                Pixels.recolour(portrait.picture(), (x, y, rgb) -> {
                    Point slope = head.slope(head.toModel(new Point(x, y)));
                    // Half of the model's slope: real faces are flatter than the dome towards the rim.
                    double sx = slope.x() / 2;
                    double sy = slope.y() / 2;
                    double lambert = (1 - sx * lightX - sy * lightY) / Math.sqrt(1 + sx * sx + sy * sy);
                    double light = AMBIENT + (1 - AMBIENT) * Math.max(0, lambert);
                    float gain = (float) Math.pow(light, 1 / GAMMA);
                    for (int c = 0; c < 3; c++) {
                        rgb[c] *= gain;
                    }
                }),
                portrait.landmarks());
    }
}
