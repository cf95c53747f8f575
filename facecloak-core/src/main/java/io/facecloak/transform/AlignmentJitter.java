package io.facecloak.transform;

import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import java.util.random.RandomGenerator;

/**
 * Random misalignment inside the optimisation: every face is rotated, scaled and shifted anew at every step, so that the cloak does not
 * depend on one detector's landmarks. Each amount is uniform between plus and minus its bound. Immutable and thread-safe.
 *
 * @param rotationDegrees bound of the rotation about the centre, in [0, 180]
 * @param scale bound of the relative change of scale, in [0, 1)
 * @param shift bound of the shift along each axis, as a fraction of the side, in [0, 1)
 */
public record AlignmentJitter(double rotationDegrees, double scale, double shift) implements RandomTransform {

    /** ±5°, ±5 %, ±4 %: what detectors differ by. */
    public static final AlignmentJitter DEFAULT = new AlignmentJitter(5, 0.05, 0.04);

    /**
     * @throws IllegalArgumentException if a bound is out of range
     */
    public AlignmentJitter {
        if (!(rotationDegrees >= 0 && rotationDegrees <= 180)) {
            throw new IllegalArgumentException("rotationDegrees must be in [0, 180], but is " + rotationDegrees);
        }
        requireFraction("scale", scale);
        requireFraction("shift", shift);
    }

    /** Draws one misalignment of a face of this side, in pixels. */
    SimilarityTransform draw(int size, RandomGenerator random) {
        double centre = (size - 1) / 2.0;
        double radians = Math.toRadians(rotationDegrees * symmetric(random));
        double factor = 1 + scale * symmetric(random);
        double shiftX = size * shift * symmetric(random);
        double shiftY = size * shift * symmetric(random);
        return SimilarityTransform.about(new Point(centre, centre), radians, factor, shiftX, shiftY);
    }

    @Override
    public LinearMap sample(int size, RandomGenerator random) {
        return new AlignedWarp(size, draw(size, random));
    }

    private static double symmetric(RandomGenerator random) {
        return 2 * random.nextDouble() - 1;
    }

    private static void requireFraction(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1), but is " + value);
        }
    }
}
