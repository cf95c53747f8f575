package io.facecloak.internal.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/** Pictures in cyan, magenta, yellow and black, which become RGB: by their profile, or as light that each ink takes away. */
final class Inks {

    private Inks() {}

    /** {@code picture} in RGB of the same depth; the picture itself if it is of another kind. */
    static BufferedImage toRgb(BufferedImage picture) {
        ColorModel model = picture.getColorModel();
        int type = model.getTransferType();
        boolean whole = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT;
        if (!(model instanceof ComponentColorModel)
                || model.getColorSpace().getType() != ColorSpace.TYPE_CMYK
                || model.hasAlpha()
                || !whole) {
            return picture;
        }
        BufferedImage rgb = rgb(picture.getWidth(), picture.getHeight(), type);
        return model.getColorSpace() instanceof ICC_ColorSpace
                ? new ColorConvertOp(null).filter(picture, rgb)
                : subtracted(picture.getRaster(), rgb, type == DataBuffer.TYPE_BYTE ? 0xff : 0xffff);
    }

    private static BufferedImage rgb(int width, int height, int type) {
        if (type == DataBuffer.TYPE_BYTE) {
            return new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        }
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, ColorModel.OPAQUE, type);
        return new BufferedImage(model, model.createCompatibleWritableRaster(width, height), false, null);
    }

    private static BufferedImage subtracted(Raster inks, BufferedImage rgb, int full) {
        WritableRaster light = rgb.getRaster();
        int width = rgb.getWidth();
        int[] row = null;
        int[] seen = new int[3 * width];
        for (int y = 0; y < rgb.getHeight(); y++) {
            row = inks.getPixels(inks.getMinX(), inks.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                long black = full - row[4 * x + 3];
                for (int c = 0; c < 3; c++) {
                    seen[3 * x + c] = (int) (((full - row[4 * x + c]) * black + full / 2) / full);
                }
            }
            light.setPixels(0, y, width, 1, seen);
        }
        return rgb;
    }
}
