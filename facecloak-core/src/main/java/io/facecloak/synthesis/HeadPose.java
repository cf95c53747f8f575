package io.facecloak.synthesis;

import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Turns the head left or right (yaw) and up or down (pitch): the head model is rotated and projected, the background stays. */
final class HeadPose implements Variation {

    /** Further aside, half of the face would have to be invented. */
    private static final double MAX_YAW = Math.toRadians(30);

    private final double yaw;
    private final double pitch;

    /** @param yaw greatest turn, in degrees, below 25; {@code pitch} likewise */
    HeadPose(double yaw, double pitch) {
        this.yaw = Math.toRadians(yaw);
        this.pitch = Math.toRadians(pitch);
    }

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        double aside = Variation.symmetric(random, yaw);
        double nod = Variation.symmetric(random, pitch);
        return portrait -> {
            double present = HeadModel.yaw(portrait.landmarks());
            double wanted = Math.max(-MAX_YAW, Math.min(MAX_YAW, present + aside));
            return rotate(portrait, Math.max(-yaw, Math.min(yaw, wanted - present)), nod);
        };
    }

    /** Angles in radians; positive yaw takes the nose to the right of the picture, positive pitch downwards. */
    static Portrait rotate(Portrait portrait, double yaw, double pitch) {
        HeadModel head = new HeadModel(portrait.landmarks());
        double foreshortenX = Math.cos(yaw) - 1;
        double foreshortenY = Math.cos(pitch) - 1;
        double sinYaw = Math.sin(yaw);
        double sinPitch = Math.sin(pitch);
        return Warp.forward(portrait, head.inPicture(p -> {
            double depth = head.depth(p);
            double presence = head.presence(p);
            return new Point(
                    p.x() + presence * foreshortenX * (p.x() - HeadModel.CENTRE.x()) + sinYaw * depth,
                    p.y() + presence * foreshortenY * (p.y() - HeadModel.CENTRE.y()) + sinPitch * depth);
        }));
    }
}
