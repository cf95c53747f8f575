package io.facecloak.synthesis;

import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Another place: everything but head, neck and shoulders becomes a soft pattern of colours, as out-of-focus backgrounds are. */
final class Background implements Variation {

    private static final int BLOBS = 6;

    /** Aligned pixels per radian of yaw. */
    private static final double TURN_SHIFT = 15;

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        float[] base = colour(random);
        Point[] centres = new Point[BLOBS];
        double[] radii = new double[BLOBS];
        float[][] colours = new float[BLOBS][];
        for (int i = 0; i < BLOBS; i++) {
            centres[i] = new Point(160 * random.nextDouble() - 24, 160 * random.nextDouble() - 24);
            radii[i] = 8 + 40 * random.nextDouble();
            colours[i] = colour(random);
        }
        return portrait -> replaced(portrait, p -> {
            float[] place = base.clone();
            for (int i = 0; i < BLOBS; i++) {
                double distance = p.distanceTo(centres[i]) / radii[i];
                float weight = (float) Math.exp(-distance * distance);
                for (int c = 0; c < 3; c++) {
                    place[c] += weight * (colours[i][c] - place[c]);
                }
            }
            return place;
        });
    }

    /** @param place colours in aligned space */
    private static Portrait replaced(Portrait portrait, Function<Point, float[]> place) {
        HeadModel head = new HeadModel(portrait.landmarks());
        // A turned head lies behind its nose.
        double middle = 56 - TURN_SHIFT * HeadModel.yaw(portrait.landmarks());
        return new Portrait(
                Pixels.recolour(portrait.picture(), (x, y, rgb) -> {
                    Point p = head.toModel(new Point(x, y));
                    float person = (float) person(p, middle);
                    if (person == 1) {
                        return;
                    }
                    float[] behind = place.apply(p);
                    for (int c = 0; c < 3; c++) {
                        rgb[c] = behind[c] + person * (rgb[c] - behind[c]);
                    }
                }),
                portrait.landmarks());
    }

    /** 1 on the person, 0 far from it, in aligned space. */
    private static double person(Point p, double middle) {
        double head = Math.hypot((p.x() - middle) / 47, (p.y() - 56) / 68);
        double halfNeck = p.y() < 110 ? 32 : 32 + 2 * (p.y() - 110);
        double neck = p.y() < 90 ? 2 : Math.abs(p.x() - middle) / halfNeck;
        return 1 - smoothStep(Math.min(head, neck), 0.95, 1.25);
    }

    private static double smoothStep(double value, double from, double to) {
        double t = Math.max(0, Math.min(1, (value - from) / (to - from)));
        return t * t * (3 - 2 * t);
    }

    private static float[] colour(RandomGenerator random) {
        float light = 0.1f + 0.8f * random.nextFloat();
        float[] colour = new float[3];
        for (int c = 0; c < 3; c++) {
            colour[c] = Math.max(0, Math.min(1, light + (float) Variation.symmetric(random, 0.15)));
        }
        return colour;
    }
}
