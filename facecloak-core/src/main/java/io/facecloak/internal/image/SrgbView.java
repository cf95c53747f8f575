package io.facecloak.internal.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * What a face model should see of a photo: opaque 8-bit sRGB. Wide-gamut pictures are converted, 16 bits reduced, and gray levels taken as
 * they are (Java's {@code getRGB} takes gray for linear light and so brightens it). Stateless and thread-safe.
 */
public final class SrgbView {

    private SrgbView() {}

    /** A view for models; the picture itself where its {@code getRGB} already says the right thing. Never paint on it. */
    public static BufferedImage of(BufferedImage picture) {
        ColorModel model = picture.getColorModel();
        if (model instanceof IndexColorModel) {
            return picture;
        }
        if (model.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            return ofSamples(picture, true);
        }
        if (!model.getColorSpace().isCS_sRGB()) {
            BufferedImage view = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
            return new ColorConvertOp(null).filter(picture, view);
        }
        return model.getTransferType() == DataBuffer.TYPE_USHORT && model.getComponentSize(0) == 16
                ? ofSamples(picture, false)
                : picture;
    }

    private static BufferedImage ofSamples(BufferedImage picture, boolean gray) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        Raster raster = picture.getRaster();
        int bands = raster.getNumBands();
        int excess = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        int[] samples = null;
        BufferedImage view = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] rgb = ((DataBufferInt) view.getRaster().getDataBuffer()).getData();
        for (int y = 0; y < height; y++) {
            samples = raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, samples);
            for (int x = 0; x < width; x++) {
                int at = x * bands;
                int red = samples[at] >> excess;
                rgb[y * width + x] =
                        gray ? red * 0x010101 : red << 16 | samples[at + 1] >> excess << 8 | samples[at + 2] >> excess;
            }
        }
        return view;
    }
}
