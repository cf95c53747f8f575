package io.facecloak.evaluation;

import io.facecloak.face.Point;
import java.awt.image.BufferedImage;

/**
 * The downsizing of social networks: a picture whose longer side exceeds the limit is scaled to it, others stay as they are. Bilinear,
 * with the filter widened to the step when shrinking, so that nothing aliases.
 *
 * @param longerSide limit in pixels, at least 1
 */
public record Resize(int longerSide) implements Disturbance {

    public Resize {
        if (longerSide < 1) {
            throw new IllegalArgumentException("longerSide must be at least 1, but is " + longerSide);
        }
    }

    @Override
    public String name() {
        return "resize " + longerSide;
    }

    @Override
    public BufferedImage disturb(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        return to(picture, scaled(width, width, height), scaled(height, width, height));
    }

    @Override
    public Point moved(Point point, int width, int height) {
        // (0, 0) is the centre of a pixel, not its corner.
        return new Point(
                (point.x() + 0.5) * scaled(width, width, height) / width - 0.5,
                (point.y() + 0.5) * scaled(height, width, height) / height - 0.5);
    }

    private int scaled(int side, int width, int height) {
        double scale = Math.min(1, (double) longerSide / Math.max(width, height));
        return (int) Math.max(1, Math.round(side * scale));
    }

    static BufferedImage to(BufferedImage picture, int width, int height) {
        return Channels.map(
                picture, plane -> resizeRows(resizeRows(plane, width).transposed(), height)
                        .transposed());
    }

    private static ColourPlane resizeRows(ColourPlane plane, int width) {
        double step = (double) plane.width() / width;
        double reach = Math.max(1, step);
        float[] resized = new float[width * plane.height()];
        for (int x = 0; x < width; x++) {
            double centre = (x + 0.5) * step - 0.5;
            int first = (int) Math.ceil(centre - reach);
            int last = (int) Math.floor(centre + reach);
            for (int y = 0; y < plane.height(); y++) {
                double sum = 0;
                double weights = 0;
                for (int i = first; i <= last; i++) {
                    double weight = 1 - Math.abs(i - centre) / reach;
                    int column = Math.max(0, Math.min(plane.width() - 1, i));
                    sum += weight * plane.values()[y * plane.width() + column];
                    weights += weight;
                }
                resized[y * width + x] = (float) (sum / weights);
            }
        }
        return new ColourPlane(width, plane.height(), resized);
    }
}
