package io.facecloak.image;

/** An axis-parallel rectangle in pixels; it may reach beyond the picture. */
public record Box(double left, double top, double right, double bottom) {

    public double width() {
        return right - left;
    }

    public double height() {
        return bottom - top;
    }

    public double area() {
        return Math.max(0, width()) * Math.max(0, height());
    }
}
