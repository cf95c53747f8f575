package io.facecloak.onnx.mtcnn;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.util.Arrays;

/**
 * Reads a photo row by row as packed 8-bit RGB (0xRRGGBB); alpha is ignored. Grey and RGB samples are taken as they are stored: a
 * detector needs no colour management, which would be slow, and which brightens grey pictures, because Java takes them for linear
 * light.
 */
abstract class RgbRows {

    private RgbRows() {}

    /** Reads row {@code y} into {@code target[0..width)}. */
    abstract void read(int y, int[] target);

    static RgbRows of(BufferedImage photo) {
        return switch (photo.getType()) {
            case BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB -> new Packed(photo);
            default ->
                samplesAreColours(photo.getColorModel())
                        ? photo.getRaster().getTransferType() == DataBuffer.TYPE_BYTE
                                        && eightBits(photo.getColorModel())
                                ? new Bytes(photo)
                                : new Samples(photo)
                        : new Converted(photo);
        };
    }

    private static boolean samplesAreColours(ColorModel model) {
        int space = model.getColorSpace().getType();
        int transfer = model.getTransferType();
        return model instanceof ComponentColorModel
                && !(model.hasAlpha() && model.isAlphaPremultiplied())
                && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
                && (transfer == DataBuffer.TYPE_BYTE || transfer == DataBuffer.TYPE_USHORT);
    }

    private static boolean eightBits(ColorModel model) {
        return Arrays.stream(model.getComponentSize()).allMatch(bits -> bits == 8);
    }

    /** Pixels that are 0xRRGGBB already, perhaps below an alpha byte. */
    private static final class Packed extends RgbRows {

        private final BufferedImage photo;

        Packed(BufferedImage photo) {
            this.photo = photo;
        }

        @Override
        void read(int y, int[] target) {
            photo.getRaster().getDataElements(0, y, photo.getWidth(), 1, target);
        }
    }

    /** Interleaved or planar bytes: grey or RGB, perhaps with alpha. */
    private static final class Bytes extends RgbRows {

        private final BufferedImage photo;
        private final int bands;
        private final int green;
        private final int blue;
        private final byte[] row;

        Bytes(BufferedImage photo) {
            this.photo = photo;
            this.bands = photo.getRaster().getNumBands();
            boolean colour = photo.getColorModel().getNumColorComponents() == 3;
            this.green = colour ? 1 : 0;
            this.blue = colour ? 2 : 0;
            this.row = new byte[Math.multiplyExact(photo.getWidth(), bands)];
        }

        @Override
        void read(int y, int[] target) {
            int width = photo.getWidth();
            photo.getRaster().getDataElements(0, y, width, 1, row);
            for (int x = 0, i = 0; x < width; x++, i += bands) {
                target[x] = (row[i] & 0xff) << 16 | (row[i + green] & 0xff) << 8 | row[i + blue] & 0xff;
            }
        }
    }

    /** Samples of 1 to 16 bits: grey or RGB, perhaps with alpha. */
    private static final class Samples extends RgbRows {

        private final BufferedImage photo;
        private final int bands;
        private final int green;
        private final int blue;
        private final int[] maxima;
        private final int[] row;

        Samples(BufferedImage photo) {
            this.photo = photo;
            this.bands = photo.getRaster().getNumBands();
            boolean colour = photo.getColorModel().getNumColorComponents() == 3;
            this.green = colour ? 1 : 0;
            this.blue = colour ? 2 : 0;
            this.maxima = Arrays.stream(photo.getColorModel().getComponentSize())
                    .map(bits -> (1 << bits) - 1)
                    .toArray();
            this.row = new int[Math.multiplyExact(photo.getWidth(), bands)];
        }

        @Override
        void read(int y, int[] target) {
            int width = photo.getWidth();
            photo.getRaster().getPixels(0, y, width, 1, row);
            for (int x = 0, i = 0; x < width; x++, i += bands) {
                target[x] = eightBits(i, 0) << 16 | eightBits(i, green) << 8 | eightBits(i, blue);
            }
        }

        private int eightBits(int pixel, int band) {
            return (row[pixel + band] * 255 + maxima[band] / 2) / maxima[band];
        }
    }

    /** Everything else (palettes, premultiplied alpha, CMYK, ...), as Java converts it. */
    private static final class Converted extends RgbRows {

        private final BufferedImage photo;

        Converted(BufferedImage photo) {
            this.photo = photo;
        }

        @Override
        void read(int y, int[] target) {
            photo.getRGB(0, y, photo.getWidth(), 1, target, 0, photo.getWidth());
        }
    }
}
