package io.facecloak.apply;

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
    public void add(int x, int y, float red, float green, float blue) {
        int alpha = premultiplied ? raster.getSample(x, y, colours) : 0;
        change(x, y, 0, red, alpha);
        if (colours > 1) {
            change(x, y, 1, green, alpha);
            change(x, y, 2, blue, alpha);
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
