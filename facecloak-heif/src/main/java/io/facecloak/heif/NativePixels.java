package io.facecloak.heif;

import com.sun.jna.Pointer;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.util.function.IntUnaryOperator;

/**
 * Interleaved RGB or RGBA samples in native memory.
 *
 * @param rows the first row
 * @param stride bytes from one row to the next
 * @param bands 3, or 4 with alpha
 * @param bits of a sample, 8 to 16; more than 8 lie in two bytes, the lower first
 */
record NativePixels(Pointer rows, int stride, int width, int height, int bands, int bits) {

    private static final int FULL = 0xffff;

    /**
     * A picture of 8 bits, or of 16 if there are more than 8; without alpha where every pixel is opaque.
     *
     * @param premultiplied whether colours are multiplied with alpha, which they are not in the picture
     * @param curve maps samples of colours, from 0 to 65535
     */
    BufferedImage picture(boolean premultiplied, IntUnaryOperator curve) {
        boolean alpha = bands == 4 && !isOpaque();
        BufferedImage picture = bits == 8 ? shallow(alpha) : deep(alpha);
        WritableRaster raster = picture.getRaster();
        int full = bits == 8 ? 0xff : FULL;
        int[] colours = table(curve, full);
        int[] shares = table(IntUnaryOperator.identity(), full);
        byte[] row = row();
        int kept = alpha ? 4 : 3;
        int[] samples = new int[width * kept];
        for (int y = 0; y < height; y++) {
            read(y, row);
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < kept; band++) {
                    samples[x * kept + band] = (band == 3 ? shares : colours)[sample(row, x * bands + band)];
                }
                if (alpha && premultiplied) {
                    divide(samples, x * kept, full);
                }
            }
            raster.setPixels(0, y, width, 1, samples);
        }
        return picture;
    }

    private boolean isOpaque() {
        byte[] row = row();
        for (int y = 0; y < height; y++) {
            read(y, row);
            for (int x = 0; x < width; x++) {
                if (sample(row, x * bands + 3) != (1 << bits) - 1) {
                    return false;
                }
            }
        }
        return true;
    }

    private byte[] row() {
        return new byte[width * bands * (bits == 8 ? 1 : 2)];
    }

    private void read(int y, byte[] row) {
        rows.read((long) y * stride, row, 0, row.length);
    }

    private int sample(byte[] row, int at) {
        return bits == 8 ? row[at] & 0xff : (row[2 * at] & 0xff | (row[2 * at + 1] & 0xff) << 8) & (1 << bits) - 1;
    }

    /** From a sample to the picture's depth. */
    private int[] table(IntUnaryOperator curve, int full) {
        int[] table = new int[1 << bits];
        int largest = table.length - 1;
        for (int i = 0; i < table.length; i++) {
            long wide = curve.applyAsInt((int) ((i * (long) FULL + largest / 2) / largest));
            table[i] = (int) ((wide * full + FULL / 2) / FULL);
        }
        return table;
    }

    private static void divide(int[] samples, int at, int full) {
        int alpha = samples[at + 3];
        for (int i = at; alpha > 0 && i < at + 3; i++) {
            samples[i] = (int) Math.min(full, ((long) samples[i] * full + alpha / 2) / alpha);
        }
    }

    private BufferedImage shallow(boolean alpha) {
        return new BufferedImage(width, height, alpha ? BufferedImage.TYPE_4BYTE_ABGR : BufferedImage.TYPE_3BYTE_BGR);
    }

    private BufferedImage deep(boolean alpha) {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                alpha,
                false,
                alpha ? ColorModel.TRANSLUCENT : ColorModel.OPAQUE,
                DataBuffer.TYPE_USHORT);
        return new BufferedImage(model, model.createCompatibleWritableRaster(width, height), false, null);
    }
}
