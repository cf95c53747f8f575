package io.facecloak.evaluation;

import io.facecloak.face.Point;
import java.awt.image.BufferedImage;

/**
 * What a social network does to an uploaded photo: it is scaled down if it is too large, and encoded anew as JPEG.
 *
 * @param longerSide limit in pixels, at least 1
 * @param quality of the JPEG, 1..100
 */
public record Upload(int longerSide, int quality) implements Disturbance {

    /**
     * @throws IllegalArgumentException if an argument is out of range
     */
    public Upload {
        resize(longerSide);
        jpeg(quality);
    }

    @Override
    public String name() {
        return "upload q" + quality + " " + longerSide;
    }

    @Override
    public BufferedImage disturb(BufferedImage picture) {
        return jpeg(quality).disturb(resize(longerSide).disturb(picture));
    }

    @Override
    public Point moved(Point point, int width, int height) {
        return resize(longerSide).moved(point, width, height);
    }

    private static Resize resize(int longerSide) {
        return new Resize(longerSide);
    }

    private static Jpeg jpeg(int quality) {
        return new Jpeg(quality);
    }
}
