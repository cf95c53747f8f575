package io.facecloak.synthesis;

import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import java.awt.image.BufferedImage;
import java.util.function.UnaryOperator;

/** A smooth movement of picture points; pixels and landmarks follow the same map. */
final class Warp {

    /** Pixels: far below what resampling can show. */
    private static final double TOLERANCE = 1e-2;

    private static final int MAX_ROUNDS = 60;

    private Warp() {}

    /**
     * Moves every point of the portrait.
     *
     * @param move old position to new position; {@code move(p) - p} must be a contraction, so that the way back is found by iteration
     */
    static Portrait forward(Portrait portrait, UnaryOperator<Point> move) {
        return new Portrait(
                resample(portrait.picture(), target -> origin(target, move)),
                portrait.landmarks().map(move));
    }

    private static Point origin(Point target, UnaryOperator<Point> move) {
        Point origin = target;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Point image = move.apply(origin);
            origin = new Point(origin.x() + target.x() - image.x(), origin.y() + target.y() - image.y());
            if (image.distanceTo(target) < TOLERANCE) {
                break;
            }
        }
        return origin;
    }

    /** Catmull-Rom interpolation: several warps in a row stay sharp. Edge pixels are continued outwards. */
    static BufferedImage resample(BufferedImage picture, UnaryOperator<Point> toOrigin) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] source = picture.getRGB(0, 0, width, height, null, 0, width);
        int[] target = new int[source.length];
        double[] wx = new double[4];
        double[] wy = new double[4];
        for (int i = 0; i < target.length; i++) {
            Point origin = toOrigin.apply(new Point(i % width, i / width));
            int x0 = weights(origin.x(), wx);
            int y0 = weights(origin.y(), wy);
            double red = 0;
            double green = 0;
            double blue = 0;
            for (int dy = 0; dy < 4; dy++) {
                int row = clamp(y0 + dy, height) * width;
                for (int dx = 0; dx < 4; dx++) {
                    double weight = wy[dy] * wx[dx];
                    int rgb = source[row + clamp(x0 + dx, width)];
                    red += weight * (rgb >> 16 & 0xff);
                    green += weight * (rgb >> 8 & 0xff);
                    blue += weight * (rgb & 0xff);
                }
            }
            target[i] = level(red) << 16 | level(green) << 8 | level(blue);
        }
        return Pixels.of(width, height, target);
    }

    /** Fills the four weights of a coordinate and returns the first sample's index. */
    private static int weights(double coordinate, double[] weights) {
        double floor = Math.floor(coordinate);
        double t = coordinate - floor;
        weights[0] = t * (-0.5 + t * (1 - 0.5 * t));
        weights[1] = 1 + t * t * (-2.5 + 1.5 * t);
        weights[2] = t * (0.5 + t * (2 - 1.5 * t));
        weights[3] = t * t * (-0.5 + 0.5 * t);
        return (int) floor - 1;
    }

    private static int clamp(int index, int size) {
        return Math.max(0, Math.min(size - 1, index));
    }

    private static int level(double value) {
        return (int) Math.round(Math.max(0, Math.min(255, value)));
    }
}
