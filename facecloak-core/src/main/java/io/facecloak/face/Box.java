package io.facecloak.face;

/** An axis-parallel rectangle in pixels, usually round a face; it may reach beyond the picture. */
public record Box(double left, double top, double right, double bottom) implements FaceLocation {

    public double width() {
        return right - left;
    }

    public double height() {
        return bottom - top;
    }

    /** Whether the point lies in it. */
    public boolean contains(Point point) {
        return point.x() >= left && point.x() <= right && point.y() >= top && point.y() <= bottom;
    }

    public Point centre() {
        return new Point((left + right) / 2, (top + bottom) / 2);
    }

    public double area() {
        return Math.max(0, width()) * Math.max(0, height());
    }
}
