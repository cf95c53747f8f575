package io.facecloak.onnx.internal.mtcnn;

import io.facecloak.internal.image.SrgbView;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.util.Arrays;

/**
 * Reads a photo row by row as packed 8-bit RGB (0xRRGGBB); alpha is ignored. Interleaved bytes are taken as they are stored: a detector
 * needs no colour management, which would be slow. All else is read as {@link SrgbView} shows it.
 */
abstract class RgbRows implements Pixels {

    final BufferedImage photo;

    private RgbRows(BufferedImage photo) {
        this.photo = photo;
    }

    @Override
    public int width() {
        return photo.getWidth();
    }

    @Override
    public int height() {
        return photo.getHeight();
    }

    static RgbRows of(BufferedImage photo) {
        if (isInterleaved(photo)) {
            return new Bytes(photo);
        }
        BufferedImage view = SrgbView.of(photo);
        return switch (view.getType()) {
            case BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB -> new Packed(view);
            default -> new Converted(view);
        };
    }

    /** Bytes that are grey levels or red, green and blue. */
    private static boolean isInterleaved(BufferedImage photo) {
        ColorModel model = photo.getColorModel();
        int space = model.getColorSpace().getType();
        return model instanceof ComponentColorModel
                && !(model.hasAlpha() && model.isAlphaPremultiplied())
                && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
                && Arrays.stream(model.getComponentSize()).allMatch(bits -> bits == 8)
                && photo.getRaster().getDataBuffer() instanceof DataBufferByte
                && photo.getSampleModel() instanceof PixelInterleavedSampleModel;
    }

    /** Pixels that are 0xRRGGBB already, perhaps below an alpha byte. */
    private static final class Packed extends RgbRows {

        Packed(BufferedImage photo) {
            super(photo);
        }

        @Override
        public void read(int x, int y, int count, int[] target) {
            photo.getRaster().getDataElements(x, y, count, 1, target);
        }
    }

    /** Interleaved bytes: grey or RGB, perhaps with alpha. */
    private static final class Bytes extends RgbRows {

        private final byte[] data;
        private final int pixelStride;
        private final int rowStride;
        private final int red;
        private final int green;
        private final int blue;
        private final NeighbourSums neighbours;

        Bytes(BufferedImage photo) {
            super(photo);
            DataBufferByte buffer = (DataBufferByte) photo.getRaster().getDataBuffer();
            PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) photo.getSampleModel();
            this.data = buffer.getData();
            this.pixelStride = model.getPixelStride();
            this.rowStride = model.getScanlineStride();
            int start = buffer.getOffset()
                    - photo.getRaster().getSampleModelTranslateY() * rowStride
                    - photo.getRaster().getSampleModelTranslateX() * pixelStride;
            int[] bands = model.getBandOffsets();
            boolean colour = photo.getColorModel().getNumColorComponents() == 3;
            this.red = start + bands[0];
            this.green = start + bands[colour ? 1 : 0];
            this.blue = start + bands[colour ? 2 : 0];
            this.neighbours = new NeighbourSums(data, pixelStride);
        }

        @Override
        public void read(int x, int y, int count, int[] target) {
            int i = y * rowStride + x * pixelStride;
            for (int k = 0; k < count; k++, i += pixelStride) {
                target[k] = (data[red + i] & 0xff) << 16 | (data[green + i] & 0xff) << 8 | data[blue + i] & 0xff;
            }
        }

        @Override
        public void addTo(ColourSums sums, int left, int top, int width, int height, int factor, int[] row) {
            int first = Math.min(red, Math.min(green, blue));
            int length = (width - 1) * pixelStride + Math.max(red, Math.max(green, blue)) - first + 1;
            int count = (width - 1) / factor + 1;
            int most = NeighbourSums.MAXIMUM_PIXELS / factor;
            for (int done = 0; done < height; done += most) {
                int start = first + left * pixelStride + (top + done) * rowStride;
                neighbours.sum(start, length, Math.min(most, height - done), rowStride, factor);
                neighbours.addTo(sums.red, count, red - first);
                neighbours.addTo(sums.green, count, green - first);
                neighbours.addTo(sums.blue, count, blue - first);
            }
        }
    }

    /** Everything else (palettes, premultiplied alpha, ...), as Java converts it. */
    private static final class Converted extends RgbRows {

        Converted(BufferedImage photo) {
            super(photo);
        }

        @Override
        public void read(int x, int y, int count, int[] target) {
            photo.getRGB(x, y, count, 1, target, 0, count);
        }
    }
}
