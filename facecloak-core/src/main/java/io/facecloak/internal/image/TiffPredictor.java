package io.facecloak.internal.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * TIFF's horizontal differencing: instead of each sample, its difference from the one left of it is compressed, which halves the size of
 * photos. Java's encoder lacks it, so it is given the differences as if they were the picture.
 */
final class TiffPredictor {

    static final int TAG = 0x013d;
    static final int HORIZONTAL = 2;

    private TiffPredictor() {}

    /** Whether the differences of a picture can be told: of whole samples of 8 or 16 bits that are no numbers of colours. */
    static boolean fits(BufferedImage picture) {
        ColorModel model = picture.getColorModel();
        if (model instanceof IndexColorModel) {
            return false;
        }
        int first = model.getComponentSize(0);
        for (int size : model.getComponentSize()) {
            if (size != first) {
                return false;
            }
        }
        return first == 8 || first == 16;
    }

    static BufferedImage differences(BufferedImage picture) {
        Raster source = picture.getRaster();
        int width = source.getWidth();
        int bands = source.getNumBands();
        int mask = (1 << picture.getColorModel().getComponentSize(0)) - 1;
        WritableRaster differences = source.createCompatibleWritableRaster(width, source.getHeight());
        int[] row = null;
        for (int y = 0; y < source.getHeight(); y++) {
            row = source.getPixels(source.getMinX(), source.getMinY() + y, width, 1, row);
            for (int i = row.length - 1; i >= bands; i--) {
                row[i] = row[i] - row[i - bands] & mask;
            }
            differences.setPixels(0, y, width, 1, row);
        }
        ColorModel model = picture.getColorModel();
        return new BufferedImage(model, differences, model.isAlphaPremultiplied(), null);
    }
}
