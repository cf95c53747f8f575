package io.facecloak.face;

/** A position in pixels: {@code x} to the right, {@code y} down; (0, 0) is the centre of the top left pixel. */
public record Point(double x, double y) {

    /** Euclidean distance in pixels. */
    public double distanceTo(Point other) {
        return Math.hypot(x - other.x, y - other.y);
    }

    /** The point half way to another. */
    public Point midpoint(Point other) {
        return new Point((x + other.x) / 2, (y + other.y) / 2);
    }
}
