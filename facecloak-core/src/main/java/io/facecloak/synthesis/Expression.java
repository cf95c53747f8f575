package io.facecloak.synthesis;

import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Mild facial expressions: smile or pout, mouth more or less open, eyes wider or narrower, brows up or down. */
final class Expression implements Variation {

    private final double amount;

    /** @param amount 1 for about the movement between two photos of a lively person, at most 2 */
    Expression(double amount) {
        this.amount = amount;
    }

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        double smile = 2.2 * Variation.symmetric(random, amount);
        double mouth = 0.16 * Variation.symmetric(random, amount);
        double eyes = 0.2 * Variation.symmetric(random, amount);
        double brows = 1.4 * Variation.symmetric(random, amount);
        return portrait -> express(portrait, smile, mouth, eyes, brows);
    }

    private static Portrait express(Portrait portrait, double smile, double mouth, double eyes, double brows) {
        HeadModel head = new HeadModel(portrait.landmarks());
        Landmarks face = portrait.landmarks().map(head::toModel);
        Point lips = face.leftMouth().midpoint(face.rightMouth());
        List<Bump> bumps = new ArrayList<>();
        bumps.add(new Bump(face.leftMouth(), -smile, -0.6 * smile, 0, 10));
        bumps.add(new Bump(face.rightMouth(), smile, -0.6 * smile, 0, 10));
        bumps.add(new Bump(lips, 0, 0, mouth, 14));
        for (Point eye : List.of(face.leftEye(), face.rightEye())) {
            bumps.add(new Bump(eye, 0, 0, eyes, 7));
            bumps.add(new Bump(new Point(eye.x(), eye.y() - 11), 0, -brows, 0, 8));
        }
        return Warp.forward(portrait, head.inPicture(p -> {
            double x = p.x();
            double y = p.y();
            for (Bump bump : bumps) {
                double near = bump.nearness(p);
                x += near * bump.right;
                y += near * (bump.down + bump.stretch * (p.y() - bump.centre.y()));
            }
            return new Point(x, y);
        }));
    }

    /** A local movement: a shift, and a vertical stretch about the centre, both fading with distance. */
    private record Bump(Point centre, double right, double down, double stretch, double radius) {

        double nearness(Point p) {
            double distance = p.distanceTo(centre) / radius;
            return Math.exp(-distance * distance / 2);
        }
    }
}
