package io.facecloak.internal.image;

import io.facecloak.image.Orientation;
import io.facecloak.internal.jpeg.SampleChanges;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds the pixels in which two versions of a picture differ. */
final class PixelComparison {

    private final BufferedImage before;
    private final BufferedImage after;
    private final Orientation orientation;
    private final SampleChanges changes;

    private PixelComparison(BufferedImage before, BufferedImage after, Orientation orientation, SampleChanges changes) {
        this.before = before;
        this.after = after;
        this.orientation = orientation;
        this.changes = changes;
    }

    /**
     * The changes where the pictures are stored; empty if they are not both gray or both RGB of 8 bits in one colour space.
     *
     * @param before upright
     * @param after upright, of the same size
     * @param areas of the upright pictures in which they may differ
     */
    static Optional<SampleChanges> changes(
            BufferedImage before, BufferedImage after, Orientation orientation, List<Rectangle> areas) {
        if (!comparable(before.getColorModel(), after.getColorModel())) {
            return Optional.empty();
        }
        int width = before.getWidth();
        int height = before.getHeight();
        // The last pixel that one sees may be stored first, and axes may be swapped: the corners tell the stored size.
        int storedWidth = 1
                + Math.abs(orientation.storedX(0, 0, width, height)
                        - orientation.storedX(width - 1, height - 1, width, height));
        int storedHeight = 1
                + Math.abs(orientation.storedY(0, 0, width, height)
                        - orientation.storedY(width - 1, height - 1, width, height));
        SampleChanges changes =
                new SampleChanges(storedWidth, storedHeight, before.getRaster().getNumBands());
        PixelComparison comparison = new PixelComparison(before, after, orientation, changes);
        Rectangle whole = new Rectangle(width, height);
        areas.forEach(area -> comparison.compare(area.intersection(whole)));
        return Optional.of(changes);
    }

    /** Whether two pictures show the same, pixel by pixel. */
    static boolean areEqual(BufferedImage one, BufferedImage other) {
        int width = one.getWidth();
        if (width != other.getWidth() || one.getHeight() != other.getHeight()) {
            return false;
        }
        int[] row = new int[width];
        int[] otherRow = new int[width];
        for (int y = 0; y < one.getHeight(); y++) {
            one.getRGB(0, y, width, 1, row, 0, width);
            other.getRGB(0, y, width, 1, otherRow, 0, width);
            if (!Arrays.equals(row, otherRow)) {
                return false;
            }
        }
        return true;
    }

    private static boolean comparable(ColorModel before, ColorModel after) {
        return isPlain(before) && isPlain(after) && before.getColorSpace().equals(after.getColorSpace());
    }

    private static boolean isPlain(ColorModel model) {
        boolean eightBits = Arrays.stream(model.getComponentSize()).allMatch(bits -> bits == 8);
        return !(model instanceof IndexColorModel) && !model.hasAlpha() && eightBits;
    }

    private void compare(Rectangle area) {
        if (area.isEmpty()) {
            return;
        }
        int left = area.x;
        int right = area.x + area.width;
        Optional<byte[]> old = bytes(before);
        Optional<byte[]> changed = bytes(after);
        boolean direct = old.isPresent()
                && changed.isPresent()
                && before.getSampleModel().equals(after.getSampleModel())
                && old.get().length == changed.get().length;
        int bands = before.getRaster().getNumBands();
        for (int y = area.y; y < area.y + area.height; y++) {
            if (!direct) {
                compare(y, left, right);
                continue;
            }
            int row = y * before.getWidth() * bands;
            int from = row + left * bands;
            int to = row + right * bands;
            // Many rows are equal, which whole arrays tell much faster than samples.
            int first = Arrays.mismatch(old.get(), from, to, changed.get(), from, to);
            if (first >= 0 && orientation == Orientation.NORMAL) {
                int[] offsets = ((PixelInterleavedSampleModel) before.getSampleModel()).getBandOffsets();
                changes.setRow(old.get(), changed.get(), row, offsets, left + first / bands, right, y);
            } else if (first >= 0) {
                compare(y, left + first / bands, right);
            }
        }
    }

    /** The samples, if they are bytes without gaps. */
    private static Optional<byte[]> bytes(BufferedImage picture) {
        Raster raster = picture.getRaster();
        long size = (long) picture.getWidth() * picture.getHeight() * raster.getNumBands();
        boolean plain = raster.getParent() == null
                && raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && model.getPixelStride() == raster.getNumBands()
                && raster.getDataBuffer() instanceof DataBufferByte data
                && data.getNumBanks() == 1
                && data.getOffset() == 0
                && data.getData().length == size;
        return plain ? Optional.of(((DataBufferByte) raster.getDataBuffer()).getData()) : Optional.empty();
    }

    private void compare(int y, int from, int to) {
        int[] old = pixels(before, y, from, to);
        int[] changed = pixels(after, y, from, to);
        int bands = changes.bands();
        for (int i = 0; i < old.length; i++) {
            if (old[i] != changed[i]) {
                int x = from + i / bands;
                changes.set(
                        orientation.storedX(x, y, before.getWidth(), before.getHeight()),
                        orientation.storedY(x, y, before.getWidth(), before.getHeight()),
                        i % bands,
                        changed[i] - old[i]);
            }
        }
    }

    private static int[] pixels(BufferedImage picture, int y, int from, int to) {
        Raster raster = picture.getRaster();
        return raster.getPixels(raster.getMinX() + from, raster.getMinY() + y, to - from, 1, (int[]) null);
    }
}
