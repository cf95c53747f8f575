package io.facecloak.face;

import java.util.List;

/**
 * Rotation, uniform scale and translation of the plane: {@code x' = a x - b y + tx, y' = b x + a y + ty}. Never a reflection.
 */
public record SimilarityTransform(double a, double b, double tx, double ty) {

    public static final SimilarityTransform IDENTITY = new SimilarityTransform(1, 0, 0, 0);

    /**
     * The least-squares similarity that takes {@code source} to {@code target} (Umeyama 1991), in its closed complex form.
     *
     * @throws IllegalArgumentException if the lists differ in length or all source points coincide
     */
    public static SimilarityTransform between(List<Point> source, List<Point> target) {
        if (source.size() != target.size() || source.isEmpty()) {
            throw new IllegalArgumentException("source and target need the same, positive number of points, but have "
                    + source.size() + " and " + target.size());
        }
        Point sourceMean = mean(source);
        Point targetMean = mean(target);
        double re = 0;
        double im = 0;
        double variance = 0;
        for (int i = 0; i < source.size(); i++) {
            double zx = source.get(i).x() - sourceMean.x();
            double zy = source.get(i).y() - sourceMean.y();
            double wx = target.get(i).x() - targetMean.x();
            double wy = target.get(i).y() - targetMean.y();
            re += zx * wx + zy * wy;
            im += zx * wy - zy * wx;
            variance += zx * zx + zy * zy;
        }
        if (!(variance > 0)) {
            throw new IllegalArgumentException("the source points coincide: " + source);
        }
        double a = re / variance;
        double b = im / variance;
        return new SimilarityTransform(
                a,
                b,
                targetMean.x() - a * sourceMean.x() + b * sourceMean.y(),
                targetMean.y() - b * sourceMean.x() - a * sourceMean.y());
    }

    /** Rotation by {@code radians} (clockwise on screen) and scaling about {@code centre}, then a shift. */
    public static SimilarityTransform about(Point centre, double radians, double scale, double shiftX, double shiftY) {
        double a = scale * Math.cos(radians);
        double b = scale * Math.sin(radians);
        return new SimilarityTransform(
                a,
                b,
                centre.x() - a * centre.x() + b * centre.y() + shiftX,
                centre.y() - b * centre.x() - a * centre.y() + shiftY);
    }

    public Point apply(Point p) {
        return new Point(a * p.x() - b * p.y() + tx, b * p.x() + a * p.y() + ty);
    }

    /**
     * The transform that undoes this one.
     *
     * @throws ArithmeticException if the scale is zero
     */
    public SimilarityTransform inverse() {
        double det = a * a + b * b;
        if (!(det > 0)) {
            throw new ArithmeticException("a similarity of scale 0 has no inverse");
        }
        double ia = a / det;
        double ib = -b / det;
        return new SimilarityTransform(ia, ib, -ia * tx + ib * ty, -ib * tx - ia * ty);
    }

    /** First this transform, then {@code next}. */
    public SimilarityTransform then(SimilarityTransform next) {
        Point origin = next.apply(new Point(tx, ty));
        return new SimilarityTransform(next.a * a - next.b * b, next.b * a + next.a * b, origin.x(), origin.y());
    }

    /** The factor by which lengths grow. */
    public double scale() {
        return Math.hypot(a, b);
    }

    private static Point mean(List<Point> points) {
        double x = 0;
        double y = 0;
        for (Point p : points) {
            x += p.x();
            y += p.y();
        }
        return new Point(x / points.size(), y / points.size());
    }
}
