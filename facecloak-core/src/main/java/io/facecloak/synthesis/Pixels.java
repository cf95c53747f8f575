package io.facecloak.synthesis;

import java.awt.image.BufferedImage;

/** Rewrites the pixels of a picture one by one. */
public final class Pixels {

    /** Changes the colour of one pixel in place: red, green, blue in [0, 1], gamma-encoded; the result may leave the range. */
    interface Recolouring {
        void apply(int x, int y, float[] rgb);
    }

    private Pixels() {}

    /** A recoloured copy of the picture, clipped and rounded to nearest. */
    static BufferedImage recolour(BufferedImage picture, Recolouring recolouring) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        float[] rgb = new float[3];
        for (int i = 0; i < pixels.length; i++) {
            for (int c = 0; c < 3; c++) {
                rgb[c] = (pixels[i] >> 16 - 8 * c & 0xff) / 255f;
            }
            recolouring.apply(i % width, i / width, rgb);
            pixels[i] = level(rgb[0]) << 16 | level(rgb[1]) << 8 | level(rgb[2]);
        }
        return of(width, height, pixels);
    }

    /** A picture from packed RGB values. */
    public static BufferedImage of(int width, int height, int[] pixels) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, width, height, pixels, 0, width);
        return picture;
    }

    private static int level(float value) {
        return Math.round(Math.min(1, Math.max(0, value)) * 255);
    }
}
