package io.facecloak.evaluation;

import java.awt.image.BufferedImage;

/** One colour channel, or luma, in rows from top to bottom, 0..255. */
record ColourPlane(int width, int height, float[] values) {

    /** @param signed whether values from 128 on wrap to negative ones, as in a signed byte */
    static ColourPlane of(BufferedImage picture, int channel, boolean signed) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int shift = 16 - 8 * channel;
        int[] row = new int[width];
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++) {
            picture.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int value = row[x] >> shift & 0xff;
                values[y * width + x] = signed ? (byte) value : value;
            }
        }
        return new ColourPlane(width, height, values);
    }

    /** ITU-R BT.601 luma of the encoded values. */
    static ColourPlane luma(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] row = new int[width];
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++) {
            picture.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int weighted = 299 * (row[x] >> 16 & 0xff) + 587 * (row[x] >> 8 & 0xff) + 114 * (row[x] & 0xff);
                values[y * width + x] = (float) (weighted / 1000.0);
            }
        }
        return new ColourPlane(width, height, values);
    }

    ColourPlane map(Change change) {
        float[] changed = new float[values.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = change.apply(values[i]);
        }
        return new ColourPlane(width, height, changed);
    }

    ColourPlane transposed() {
        float[] turned = new float[values.length];
        for (int i = 0; i < turned.length; i++) {
            turned[i % width * height + i / width] = values[i];
        }
        return new ColourPlane(height, width, turned);
    }

    double mean() {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** A new value for an old one. */
    interface Change {
        float apply(float value);
    }
}
