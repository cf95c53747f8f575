package io.facecloak.evaluation;

import io.facecloak.internal.synthesis.JpegRoundTrip;
import java.awt.image.BufferedImage;

/**
 * JPEG compression with ImageIO.
 *
 * @param quality 1..100
 */
public record Jpeg(int quality) implements Disturbance {

    public Jpeg {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality must be in 1..100, but is " + quality);
        }
    }

    @Override
    public String name() {
        return "jpeg " + quality;
    }

    @Override
    public BufferedImage disturb(BufferedImage picture) {
        return JpegRoundTrip.of(picture, quality / 100f);
    }
}
