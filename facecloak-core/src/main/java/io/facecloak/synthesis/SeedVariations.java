package io.facecloak.synthesis;

import io.facecloak.face.Portrait;
import io.facecloak.internal.parallel.Lanes;
import io.facecloak.model.Synthesizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Stage 1 without a model: photos of a person differ in pose, expression, light, colour, sharpness and what is in front of or behind the
 * face, and so do these portraits, all made from the seed's own pixels. Landmarks follow every movement exactly.
 *
 * <p>Each portrait is an upright 224×224 RGB picture in which the aligned crop takes the inner 160 pixels; the seed photo may have any
 * size. Immutable and thread-safe; deterministic for a state of the random generator.
 */
public final class SeedVariations implements Synthesizer {

    private final List<Variation> variations;
    private final int threads;

    /** Variations of {@link Strength#BALANCED} strength, made on the caller's thread. */
    public SeedVariations() {
        this(Strength.BALANCED);
    }

    /** Variations made on the caller's thread. */
    public SeedVariations(Strength strength) {
        this(strength, 1);
    }

    /**
     * @param threads how many portraits are made at a time, at least 1; they are the same on any number
     */
    public SeedVariations(Strength strength, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, but is " + threads);
        }
        this.threads = threads;
        double amount = Objects.requireNonNull(strength, "strength").amount();
        // In the order in which a photo comes to be: the person, the scene, the light, the camera, the file.
        variations = List.of(
                new Mirror().withProbability(0.5),
                new Expression(1.2 * amount).withProbability(0.8),
                new HeadPose(17 * amount, 11 * amount),
                new Occlusion(Math.min(1, 0.75 * amount)).withProbability(0.25),
                new Background().withProbability(0.5),
                new Lighting(0.9 * amount),
                new Tone(amount),
                new ColourCast(amount),
                new Placement(10 * amount, 0.08 * amount, 0.03 * amount),
                new Blur(0.006 * amount).withProbability(0.5),
                new JpegCompression(0.6 - 0.2 * amount).withProbability(0.6));
    }

    @Override
    public String name() {
        return "seed-variations";
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if {@code count} is not positive or the seed's landmarks coincide
     */
    @Override
    public List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random) {
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(random, "random");
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, but is " + count);
        }
        Portrait canvas = FaceCanvas.of(seed);
        List<UnaryOperator<Portrait>> drawn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drawn.add(draw(random));
        }
        Portrait[] portraits = new Portrait[count];
        Lanes.run(threads, count, i -> portraits[i] = drawn.get(i).apply(canvas));
        return List.of(portraits);
    }

    private UnaryOperator<Portrait> draw(RandomGenerator random) {
        List<UnaryOperator<Portrait>> changes =
                variations.stream().map(variation -> variation.draw(random)).toList();
        return portrait -> {
            Portrait changed = portrait;
            for (UnaryOperator<Portrait> change : changes) {
                changed = change.apply(changed);
            }
            return changed;
        };
    }

    /** How far the portraits of {@link SeedVariations} may be from their seed. */
    public enum Strength {
        /** Like frames of one video. */
        MILD(0.6),
        /** Like photos of one day: the default. */
        BALANCED(1),
        /** Like photos of several years; expect a check of the identity to reject some. */
        STRONG(1.4);

        private final double amount;

        Strength(double amount) {
            this.amount = amount;
        }

        /** The factor on every range. */
        double amount() {
            return amount;
        }
    }
}
