package io.facecloak.internal.apply;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.WritableRaster;

/** Samples of any integer depth, such as 16 bits, at that depth; premultiplied alpha is respected. */
final class RasterSamples implements Samples {

    private final WritableRaster raster;
    private final int colours;
    private final int[] max;
    private final boolean premultiplied;

    RasterSamples(BufferedImage picture) {
        ColorModel model = picture.getColorModel();
        this.raster = picture.getRaster();
        this.colours = model.getNumColorComponents();
        this.premultiplied = model.hasAlpha() && model.isAlphaPremultiplied();
        this.max = new int[raster.getNumBands()];
        for (int band = 0; band < max.length; band++) {
            max[band] = (int) ((1L << model.getComponentSize(band)) - 1);
        }
    }

    @Override
    public void add(int x, int y, int count, float[] changes) {
        for (int i = 0; i < count; i++) {
            int alpha = premultiplied ? raster.getSample(x + i, y, colours) : 0;
            for (int band = 0; band < colours; band++) {
                if (changes[3 * i + band] != 0) {
                    change(x + i, y, band, changes[3 * i + band], alpha);
                }
            }
        }
    }

    private void change(int x, int y, int band, float levels, int alpha) {
        double change = levels * (max[band] / 255.0);
        int limit = max[band];
        if (premultiplied) {
            change *= alpha / (double) max[colours];
            limit = Math.min(limit, alpha);
        }
        long sum = raster.getSample(x, y, band) + (long) Math.floor(change + 0.5);
        raster.setSample(x, y, band, (int) Math.max(0, Math.min(limit, sum)));
    }
}
