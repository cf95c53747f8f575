package io.facecloak.face;

import java.util.List;
import java.util.Objects;

/**
 * A detected face.
 *
 * @param box where it is, in photo pixels
 * @param landmarks its five landmarks, in photo pixels
 * @param score the detector's confidence in [0, 1]
 */
public record Face(Box box, Landmarks landmarks, double score) implements FaceLocation {

    /**
     * Bounds of what faces have, with room: in 1,220 photos of LFW, the landmarks lie at most 0.24 eye distances (root mean square) from where
     * a frontal face has them, aligned space is 1.07 to 1.36 times as wide as the box, and its centre is off by at most 0.24.
     */
    private static final double MOST_DEVIATION = 0.3;

    private static final double LEAST_WIDTH = 0.85;
    private static final double MOST_WIDTH = 1.6;
    private static final double MOST_SHIFT = 0.35;

    /** Where the boxes' centres lie in aligned space. */
    private static final Point MIDDLE = new Point(56, 64);

    public Face {
        Objects.requireNonNull(box, "box");
        Objects.requireNonNull(landmarks, "landmarks");
    }

    /**
     * Whether the landmarks lie to each other, and to the box, as those of a face do, turned any way. Much of what detectors take for a face
     * by mistake fails.
     */
    public boolean hasFaceGeometry() {
        double side = Math.sqrt(box.area());
        double span = landmarks.leftEye().distanceTo(landmarks.rightMouth());
        if (!(side > 0 && span > 0 && Double.isFinite(side) && Double.isFinite(span))) {
            return false;
        }
        SimilarityTransform toAligned = FaceAligner.toAligned(landmarks);
        double width = AlignedFace.SIZE / (toAligned.scale() * side);
        Point centre = toAligned.apply(box.centre());
        double shift = toAligned.scale() > 0 ? centre.distanceTo(MIDDLE) / (toAligned.scale() * side) : 1;
        return deviation(toAligned) <= MOST_DEVIATION
                && width >= LEAST_WIDTH
                && width <= MOST_WIDTH
                && shift <= MOST_SHIFT;
    }

    /** Root mean square distance from the template in aligned space, in its eye distances. */
    private double deviation(SimilarityTransform toAligned) {
        List<Point> template = FaceAligner.TEMPLATE.points();
        List<Point> points = landmarks.points();
        double sum = 0;
        for (int i = 0; i < points.size(); i++) {
            double distance = toAligned.apply(points.get(i)).distanceTo(template.get(i));
            sum += distance * distance;
        }
        return Math.sqrt(sum / points.size()) / FaceAligner.TEMPLATE.eyeDistance();
    }
}
