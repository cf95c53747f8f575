package io.facecloak.face;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The five facial landmarks of MTCNN and ArcFace. Left and right are as seen in the picture, so {@code leftEye} is the person's
 * right eye in an unmirrored photo.
 */
public record Landmarks(Point leftEye, Point rightEye, Point nose, Point leftMouth, Point rightMouth)
        implements FaceLocation {

    public Landmarks {
        Objects.requireNonNull(leftEye, "leftEye");
        Objects.requireNonNull(rightEye, "rightEye");
        Objects.requireNonNull(nose, "nose");
        Objects.requireNonNull(leftMouth, "leftMouth");
        Objects.requireNonNull(rightMouth, "rightMouth");
    }

    /** The points in the order of the record's components. */
    public List<Point> points() {
        return List.of(leftEye, rightEye, nose, leftMouth, rightMouth);
    }

    /** Distance between the eye centres in pixels. */
    public double eyeDistance() {
        return leftEye.distanceTo(rightEye);
    }

    /** These landmarks after moving every point. */
    public Landmarks map(UnaryOperator<Point> move) {
        return new Landmarks(
                move.apply(leftEye),
                move.apply(rightEye),
                move.apply(nose),
                move.apply(leftMouth),
                move.apply(rightMouth));
    }
}
