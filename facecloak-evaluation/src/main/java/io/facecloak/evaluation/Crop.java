package io.facecloak.evaluation;

import io.facecloak.face.Point;
import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * What remains of a picture of which somebody cuts off the same share on all sides.
 *
 * @param kept share of the width and of the height that remains in the middle, in (0, 1]
 */
public record Crop(double kept) implements Disturbance {

    public Crop {
        if (!(kept > 0 && kept <= 1)) {
            throw new IllegalArgumentException("kept must be in (0, 1], but is " + kept);
        }
    }

    @Override
    public String name() {
        return String.format(Locale.ROOT, "crop %.2f", kept);
    }

    @Override
    public BufferedImage disturb(BufferedImage picture) {
        int width = remaining(picture.getWidth());
        int height = remaining(picture.getHeight());
        int[] pixels =
                picture.getRGB(offset(picture.getWidth()), offset(picture.getHeight()), width, height, null, 0, width);
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        result.setRGB(0, 0, width, height, pixels, 0, width);
        return result;
    }

    @Override
    public Point moved(Point point, int width, int height) {
        return new Point(point.x() - offset(width), point.y() - offset(height));
    }

    private int remaining(int side) {
        return (int) Math.max(1, Math.round(side * kept));
    }

    private int offset(int side) {
        return (side - remaining(side)) / 2;
    }
}
