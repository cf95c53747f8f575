package io.facecloak.internal.apply;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.awt.image.WritableRaster;

/** Write access to a picture's samples: adds a change in 8-bit levels, rounds once, clamps. Not thread-safe. */
interface Samples {

    /**
     * Changes a part of a row.
     *
     * @param x of the first pixel
     * @param count of pixels
     * @param changes red, green, blue of each pixel; gray pictures take the red ones
     */
    void add(int x, int y, int count, float[] changes);

    /** The fastest access to a picture without a palette. */
    static Samples of(BufferedImage picture) {
        WritableRaster raster = picture.getRaster();
        boolean simple = raster.getParent() == null && !picture.isAlphaPremultiplied();
        if (simple
                && raster.getDataBuffer() instanceof DataBufferInt data
                && raster.getSampleModel() instanceof SinglePixelPackedSampleModel model
                && RgbIntSamples.fits(model)) {
            return new RgbIntSamples(data, model);
        }
        if (simple
                && raster.getDataBuffer() instanceof DataBufferByte data
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel model) {
            return new ByteSamples(data, model, picture.getColorModel().getNumColorComponents() == 1);
        }
        return new RasterSamples(picture);
    }

    /** A level plus its change, rounded to the nearest and clamped to 0..255. */
    static int changed(int level, float change) {
        int sum = level + (int) Math.floor(change + 0.5f);
        return sum < 0 ? 0 : Math.min(sum, 255);
    }
}
