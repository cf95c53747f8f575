package io.facecloak.internal.apply;

import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;

/**
 * The outline of a face as its five landmarks suggest it: the horizontal sections of an average head, turned as far as the nose's offset
 * tells, so that the far cheek is narrower and the near one wider. Lengths are in pixels of aligned space. Immutable and thread-safe.
 */
final class FaceContour {

    private static final double TEMPLATE_EYES = FaceAligner.TEMPLATE.eyeDistance();

    private static final double TEMPLATE_HEIGHT = eyes(FaceAligner.TEMPLATE).distanceTo(mouth(FaceAligner.TEMPLATE));

    /** Half widths of the head's sections, in distances of the eyes, from above the forehead to below the chin. */
    private static final double[] HALF_WIDTHS = {
        0, 0.28, 0.52, 0.67, 0.77, 0.85, 0.92, 0.98, 1.02, 1.055, 1.075, 1.09, 1.1, 1.1, 1.095, 1.09, 1.08, 1.06, 1.03,
        0.99, 0.95, 0.9, 0.85, 0.78, 0.7, 0.6, 0.48, 0.33, 0.12, 0
    };

    /** Height of the first section and the distance of two, from the eyes (0) to the mouth (1). */
    private static final double FIRST = -1.2;

    private static final double SPACING = 0.1;

    /** The height that stays where it is when the outline is widened. */
    private static final double MIDDLE = 0.3;

    /** Depth of a section, and how far its centre and the ears lie behind the eyes, in its half widths. */
    private static final double DEPTH = 1.15;

    private static final double CENTRE_BEHIND = 0.75;
    private static final double EARS_BEHIND = 0.75;

    /** How far the tip of the nose stands out from eyes and mouth, in pixels of the template. */
    private static final double NOSE = 20;

    private static final double MAX_YAW = Math.toRadians(55);

    private final Point eyes;
    private final double downX;
    private final double downY;
    private final double height;
    private final double scale;
    private final double yaw;
    private final double leftShare;
    private final double rightShare;

    /** @param landmarks in aligned space */
    FaceContour(Landmarks landmarks) {
        eyes = eyes(landmarks);
        Point mouth = mouth(landmarks);
        double distance = eyes.distanceTo(mouth);
        // Where eyes and mouth are at the same place, the template's height and direction serve.
        boolean usable = distance > TEMPLATE_HEIGHT / 4;
        height = usable ? distance : TEMPLATE_HEIGHT;
        downX = usable ? (mouth.x() - eyes.x()) / distance : 0;
        downY = usable ? (mouth.y() - eyes.y()) / distance : 1;
        // A turn brings the eyes together, a nod brings them nearer to the mouth: the head is as large as the longer
        // distance says.
        double size = Math.max(height / TEMPLATE_HEIGHT, landmarks.eyeDistance() / TEMPLATE_EYES);
        scale = Math.max(0.8, Math.min(1.35, size));
        double aside = across(landmarks.nose()) - across(mouth) / 2;
        double sine = Math.max(-Math.sin(MAX_YAW), Math.min(Math.sin(MAX_YAW), aside / (NOSE * scale)));
        yaw = Math.asin(sine);
        double far = Math.hypot(Math.cos(yaw), DEPTH * sine) - CENTRE_BEHIND * Math.abs(sine);
        double near = Math.cos(yaw) + EARS_BEHIND * Math.abs(sine);
        leftShare = yaw < 0 ? far : near;
        rightShare = yaw < 0 ? near : far;
    }

    private static Point eyes(Landmarks landmarks) {
        return landmarks.leftEye().midpoint(landmarks.rightEye());
    }

    private static Point mouth(Landmarks landmarks) {
        return landmarks.leftMouth().midpoint(landmarks.rightMouth());
    }

    /** How much larger than the template the head is. */
    double scale() {
        return scale;
    }

    /** From the eyes to the mouth. */
    double height() {
        return height;
    }

    /** How far the head is turned to the right of the picture, in radians. */
    double yaw() {
        return yaw;
    }

    /** Position to the right of the middle of the eyes, upright in the face. */
    double across(Point p) {
        return across(p.x(), p.y());
    }

    double across(double x, double y) {
        return (x - eyes.x()) * downY - (y - eyes.y()) * downX;
    }

    /** Position below the eyes. */
    double down(Point p) {
        return down(p.x(), p.y());
    }

    double down(double x, double y) {
        return (x - eyes.x()) * downX + (y - eyes.y()) * downY;
    }

    /** Where a place of the face is in aligned space. */
    Point at(double across, double down) {
        return new Point(eyes.x() + across * downY + down * downX, eyes.y() - across * downX + down * downY);
    }

    /**
     * The outline as weights: 1 inside, 0 outside, 0.5 on it.
     *
     * @param margin by which factor it is wider than the average one
     * @param edge pixels over which the weight falls
     */
    WeightMap weights(int size, double margin, double edge) {
        float[] weights = new float[size * size];
        double unit = margin * TEMPLATE_EYES * scale;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double halfWidth = unit * halfWidth(MIDDLE + (down(x, y) / height - MIDDLE) / margin);
                if (halfWidth > 0) {
                    double across = across(x, y);
                    double inside = Math.min(rightShare * halfWidth - across, leftShare * halfWidth + across);
                    weights[y * size + x] = WeightMap.ramp(inside / edge + 0.5);
                }
            }
        }
        return new WeightMap(size, weights);
    }

    private static double halfWidth(double v) {
        double position = (v - FIRST) / SPACING;
        int i = (int) position;
        if (!(position > 0 && i < HALF_WIDTHS.length - 1)) {
            return 0;
        }
        return HALF_WIDTHS[i] + (position - i) * (HALF_WIDTHS[i + 1] - HALF_WIDTHS[i]);
    }
}
