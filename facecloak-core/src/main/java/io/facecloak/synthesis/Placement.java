package io.facecloak.synthesis;

import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import io.facecloak.face.SimilarityTransform;
import java.awt.image.BufferedImage;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Roll, size and position of the head in the picture. */
final class Placement implements Variation {

    private final double roll;
    private final double scale;
    private final double shift;

    /**
     * @param roll greatest tilt, in degrees
     * @param scale greatest relative change of size, below 1
     * @param shift greatest move, as a share of the picture's width
     */
    Placement(double roll, double scale, double shift) {
        this.roll = Math.toRadians(roll);
        this.scale = scale;
        this.shift = shift;
    }

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        double tilt = Variation.symmetric(random, roll);
        double size = 1 + Variation.symmetric(random, scale);
        double right = Variation.symmetric(random, shift);
        double down = Variation.symmetric(random, shift);
        return portrait -> {
            BufferedImage picture = portrait.picture();
            Point centre = new Point((picture.getWidth() - 1) / 2.0, (picture.getHeight() - 1) / 2.0);
            SimilarityTransform move = SimilarityTransform.about(
                    centre, tilt, size, right * picture.getWidth(), down * picture.getWidth());
            SimilarityTransform back = move.inverse();
            return new Portrait(
                    Warp.resample(picture, back::apply), portrait.landmarks().map(move::apply));
        };
    }
}
