package io.facecloak.internal.apply;

import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import java.awt.Rectangle;
import java.util.List;

/** Where aligned space lies in the photo: a rotated square. */
public final class FaceSquare {

    private final SimilarityTransform toAligned;
    private final int order;
    private final Point centre;
    private final int left;
    private final int top;
    private final int right;
    private final int bottom;

    private FaceSquare(SimilarityTransform toAligned, int order, int width, int height) {
        this.order = order;
        this.toAligned = toAligned;
        SimilarityTransform toPhoto = toAligned.inverse();
        double half = AlignedDelta.LAST / 2.0;
        this.centre = toPhoto.apply(new Point(half, half));
        // Half the diagonal, which covers every rotation's corners from the centre.
        double reach = half * (Math.abs(toPhoto.a()) + Math.abs(toPhoto.b()));
        this.left = (int) Math.max(0, Math.floor(centre.x() - reach));
        this.top = (int) Math.max(0, Math.floor(centre.y() - reach));
        this.right = (int) Math.min(width - 1, Math.ceil(centre.x() + reach));
        this.bottom = (int) Math.min(height - 1, Math.ceil(centre.y() + reach));
    }

    /**
     * @param order tells apart faces at the same place: the lowest wins
     * @param width of the photo
     * @param height of the photo
     */
    public static FaceSquare of(Landmarks landmarks, int order, int width, int height) {
        return new FaceSquare(FaceAligner.toAligned(landmarks), order, width, height);
    }

    /**
     * Whether the face is as large as a frontal one with {@link CloakApplier#MIN_EYE_DISTANCE}; all five landmarks count, since the eyes of a
     * profile are close together. Never for landmarks that coincide or
     * are no numbers.
     */
    static boolean isLargeEnough(Landmarks landmarks) {
        double span = landmarks.points().stream()
                .mapToDouble(landmarks.leftEye()::distanceTo)
                .max()
                .orElseThrow();
        // Also false for NaN; no photo is as large as the upper bound.
        if (!(span >= 1 && span < 1e9)) {
            return false;
        }
        double scale = FaceAligner.toAligned(landmarks).scale();
        return FaceAligner.TEMPLATE.eyeDistance() >= CloakApplier.MIN_EYE_DISTANCE * scale && scale > 0;
    }

    /** Whether no pixel of the photo lies in it. */
    boolean isOutside() {
        return left > right || top > bottom;
    }

    SimilarityTransform toAligned() {
        return toAligned;
    }

    /** The pixels of the photo among which it lies. */
    public Rectangle bounds() {
        return new Rectangle(left, top, right - left + 1, bottom - top + 1);
    }

    /** The first pixel of a row that lies in the square; if none does, one behind {@link #right(int)}. */
    int left(int y) {
        int x = firstCandidate(y);
        int end = lastCandidate(y);
        while (x <= end && !covers(x, y)) {
            x++;
        }
        return x;
    }

    /** The last one. A square is convex: it covers all pixels between the two. */
    int right(int y) {
        int x = lastCandidate(y);
        int begin = firstCandidate(y);
        while (x >= begin && !covers(x, y)) {
            x--;
        }
        return x;
    }

    private int firstCandidate(int y) {
        return (int) Math.max(left, Math.floor(crossing(y, true)));
    }

    private int lastCandidate(int y) {
        return (int) Math.min(right, Math.ceil(crossing(y, false)));
    }

    /** Where the row enters or leaves the square: the innermost of the crossings with its two pairs of sides. */
    private double crossing(int y, boolean enter) {
        double u = toAligned.tx() - toAligned.b() * y;
        double v = toAligned.ty() + toAligned.a() * y;
        double first = side(toAligned.a(), u, enter);
        double second = side(toAligned.b(), v, enter);
        return enter ? Math.max(first, second) : Math.min(first, second);
    }

    private static double side(double slope, double offset, boolean enter) {
        double unbounded = enter ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        if (Math.abs(slope) < 1e-9) {
            return unbounded;
        }
        double atLow = -offset / slope;
        double atHigh = (AlignedDelta.LAST - offset) / slope;
        return enter ? Math.min(atLow, atHigh) : Math.max(atLow, atHigh);
    }

    boolean overlaps(FaceSquare other) {
        return left <= other.right && other.left <= right && top <= other.bottom && other.top <= bottom;
    }

    /** Whether one of {@code rivals} covers the pixel and has its centre nearer. */
    boolean losesTo(List<FaceSquare> rivals, int x, int y) {
        double own = squaredDistance(x, y);
        for (FaceSquare rival : rivals) {
            double other = rival.squaredDistance(x, y);
            if ((other < own || other == own && rival.order < order) && rival.covers(x, y)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the pixel's centre lies in the square. */
    boolean covers(int x, int y) {
        double u = toAligned.a() * x - toAligned.b() * y + toAligned.tx();
        double v = toAligned.b() * x + toAligned.a() * y + toAligned.ty();
        return u > 0 && v > 0 && u < AlignedDelta.LAST && v < AlignedDelta.LAST;
    }

    private double squaredDistance(int x, int y) {
        double dx = x - centre.x();
        double dy = y - centre.y();
        return dx * dx + dy * dy;
    }
}
