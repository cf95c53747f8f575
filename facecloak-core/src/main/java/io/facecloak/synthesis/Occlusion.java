package io.facecloak.synthesis;

import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Something in front of the face: the frame of glasses, a hand at the chin or cheek, hair or a hat over the forehead. */
final class Occlusion implements Variation {

    private enum Kind {
        GLASSES(0.7),
        HAND(2.5),
        HAIR(1.5);

        /** Over how many aligned pixels the patch fades. */
        private final double softness;

        Kind(double softness) {
            this.softness = softness;
        }
    }

    private final double opacity;

    /** @param opacity greatest opacity of a patch, in [0, 1] */
    Occlusion(double opacity) {
        this.opacity = opacity;
    }

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        Function<Landmarks, Shape> shape =
                switch (kind) {
                    case GLASSES -> glasses(random);
                    case HAND -> hand(random);
                    case HAIR -> hair(random);
                };
        Function<Portrait, float[]> colour = kind == Kind.HAND ? Occlusion::skin : dark(random);
        double cover = opacity * (0.7 + 0.3 * random.nextDouble());
        return portrait -> {
            HeadModel head = new HeadModel(portrait.landmarks());
            return covered(
                    portrait,
                    head,
                    shape.apply(portrait.landmarks().map(head::toModel)),
                    kind.softness,
                    colour.apply(portrait),
                    cover);
        };
    }

    private static Portrait covered(
            Portrait portrait, HeadModel head, Shape shape, double softness, float[] colour, double cover) {
        return new Portrait(
                Pixels.recolour(portrait.picture(), (x, y, rgb) -> {
                    double distance = shape.distance(head.toModel(new Point(x, y)));
                    float alpha = (float) (cover / (1 + Math.exp(distance / softness)));
                    for (int c = 0; c < 3; c++) {
                        rgb[c] += alpha * (colour[c] - rgb[c]);
                    }
                }),
                portrait.landmarks());
    }

    private static Function<Landmarks, Shape> glasses(RandomGenerator random) {
        double straight = 11.5 + 2 * random.nextDouble();
        double height = 7.5 + 3 * random.nextDouble();
        double rim = 0.5 + random.nextDouble();
        return face -> {
            // On a face turned aside, glasses look narrower, too.
            double width = straight * Math.min(1, face.eyeDistance() / FaceAligner.TEMPLATE.eyeDistance());
            Shape left = ellipse(face.leftEye(), width, height).rim(rim);
            Shape right = ellipse(face.rightEye(), width, height).rim(rim);
            Shape bridge = ellipse(
                    new Point(
                            (face.leftEye().x() + face.rightEye().x()) / 2,
                            (face.leftEye().y() + face.rightEye().y()) / 2 - 2),
                    Math.max(2, face.eyeDistance() / 2 - width),
                    rim);
            return p -> Math.min(Math.min(left.distance(p), right.distance(p)), bridge.distance(p));
        };
    }

    private static Function<Landmarks, Shape> hand(RandomGenerator random) {
        double angle = Math.toRadians(20 + 140 * random.nextDouble());
        Point centre = new Point(56 + 54 * Math.cos(angle), 66 + 58 * Math.sin(angle));
        Shape hand = ellipse(centre, 12 + 6 * random.nextDouble(), 12 + 6 * random.nextDouble());
        return face -> hand;
    }

    private static Function<Landmarks, Shape> hair(RandomGenerator random) {
        Point centre = new Point(56 + Variation.symmetric(random, 25), -2 + 6 * random.nextDouble());
        Shape hair = ellipse(centre, 45, 26);
        return face -> hair;
    }

    private static Shape ellipse(Point centre, double halfWidth, double halfHeight) {
        return p -> {
            double radius = Math.hypot((p.x() - centre.x()) / halfWidth, (p.y() - centre.y()) / halfHeight);
            return (radius - 1) * Math.min(halfWidth, halfHeight);
        };
    }

    /** The colour halfway between nose and mouth corner: the cheek's. */
    private static float[] skin(Portrait portrait) {
        Point nose = portrait.landmarks().nose();
        Point mouth = portrait.landmarks().leftMouth();
        int x = clamp((nose.x() + mouth.x()) / 2, portrait.picture().getWidth());
        int y = clamp((nose.y() + mouth.y()) / 2, portrait.picture().getHeight());
        int rgb = portrait.picture().getRGB(x, y);
        float shade = 0.92f / 255;
        return new float[] {(rgb >> 16 & 0xff) * shade, (rgb >> 8 & 0xff) * shade, (rgb & 0xff) * shade};
    }

    private static Function<Portrait, float[]> dark(RandomGenerator random) {
        float level = 0.05f + 0.2f * random.nextFloat();
        return portrait -> new float[] {level * 1.2f, level, level * 0.8f};
    }

    private static int clamp(double coordinate, int size) {
        return (int) Math.max(0, Math.min(size - 1, Math.round(coordinate)));
    }

    /** A patch in aligned space by its rough signed distance: negative inside. */
    private interface Shape {

        double distance(Point p);

        /** Only the outline, {@code width} to both sides. */
        default Shape rim(double width) {
            return p -> Math.abs(distance(p)) - width;
        }
    }
}
