package io.facecloak.evaluation.report;

import io.facecloak.face.AlignedFace;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Pictures of what cannot be seen: masks, perturbations. Stateless and thread-safe. */
public final class ReportPictures {

    private static final int GREY = 128;

    private ReportPictures() {}

    /**
     * A perturbation about mid-grey.
     *
     * @param delta in the layout of {@link AlignedFace}, in units of [0, 1] pixel values
     * @param largest the magnitude that becomes black or white
     */
    public static BufferedImage perturbation(float[] delta, double largest) {
        return draw(delta, value -> level((int) Math.round(GREY + 127 * value / largest)));
    }

    /** Where a mask raises the budget, white per channel. */
    public static BufferedImage mask(boolean[] raised) {
        float[] values = new float[raised.length];
        for (int i = 0; i < raised.length; i++) {
            values[i] = raised[i] ? 1 : 0;
        }
        return draw(values, value -> Math.round(255 * value));
    }

    /** Values from their smallest (black) to their largest (white). */
    public static BufferedImage map(float[] values) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        float base = low;
        float range = high > low ? high - low : 1;
        return draw(values, value -> Math.round(255 * (value - base) / range));
    }

    /** The picture itself, or a copy whose longer side has that many pixels if it is larger. */
    static BufferedImage atMost(BufferedImage picture, int longerSide) {
        int longer = Math.max(picture.getWidth(), picture.getHeight());
        if (longer <= longerSide) {
            return picture;
        }
        int width = Math.max(1, Math.round((float) picture.getWidth() * longerSide / longer));
        int height = Math.max(1, Math.round((float) picture.getHeight() * longerSide / longer));
        BufferedImage smaller = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = smaller.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return smaller;
    }

    private static BufferedImage draw(float[] planes, Shade shade) {
        int plane = planes.length / AlignedFace.CHANNELS;
        int size = (int) Math.round(Math.sqrt(plane));
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < plane; i++) {
            picture.setRGB(
                    i % size,
                    i / size,
                    shade.of(planes[i]) << 16 | shade.of(planes[plane + i]) << 8 | shade.of(planes[2 * plane + i]));
        }
        return picture;
    }

    private static int level(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** The level of a value, 0..255. */
    private interface Shade {
        int of(float value);
    }
}
