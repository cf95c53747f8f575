package io.facecloak.onnx.internal.mtcnn;

import io.facecloak.onnx.MtcnnOptions;
import java.util.ArrayList;
import java.util.List;

/** The sizes at which P-Net looks at a photo, finest first. */
final class Pyramid {

    private static final int WINDOW = NetworkKind.PROPOSAL.side();

    private Pyramid() {}

    /**
     * One size of the photo.
     *
     * @param scale level pixels per photo pixel
     */
    record Level(double scale, int width, int height) {

        int pixels() {
            return width * height;
        }

        /** Side of the smallest face that it shows, in photo pixels. */
        double smallestFace() {
            return WINDOW / scale;
        }

        /** The photo pixel, counted from 1, where a window at cell {@code index} of P-Net's output starts: cells are 2 pixels apart. */
        double windowStart(int index) {
            return Math.floor((2 * index + 1) / scale);
        }

        /** The last photo pixel, counted from 1, of that window. */
        double windowEnd(int index) {
            return Math.floor((2 * index + WINDOW) / scale);
        }

        /** Rows of P-Net's output: convolutions of 3 (three times) and a pooling of 2 that rounds up. */
        int outputRows() {
            return (height - 1) / 2 - 4;
        }

        /**
         * Bands of rows that give P-Net's exact output piece by piece.
         *
         * @param pixels most pixels of a band, as far as one row of the output fits
         */
        List<Band> bands(int pixels) {
            int rows = Math.max(1, (pixels / width - (WINDOW - 2)) / 2);
            List<Band> bands = new ArrayList<>();
            for (int row = 0; row < outputRows(); row += rows) {
                boolean last = row + rows >= outputRows();
                bands.add(new Band(row, 2 * row, last ? height : 2 * (row + rows) + WINDOW - 2));
            }
            return bands;
        }
    }

    /**
     * Rows {@code start} to {@code end − 1} of a level.
     *
     * @param outputRow the row of P-Net's output that belongs to its first row
     */
    record Band(int outputRow, int start, int end) {}

    /** The first level that has at most so many pixels, or the last one. */
    static int firstUpTo(int pixels, List<Level> levels) {
        int first = 0;
        while (first < levels.size() - 1 && levels.get(first).pixels() > pixels) {
            first++;
        }
        return first;
    }

    static List<Level> levels(int photoWidth, int photoHeight, MtcnnOptions options) {
        double scale = Math.min(
                (double) WINDOW / options.minimumFaceSize(),
                boundedScale(photoWidth, photoHeight, options.maximumLevelPixels()));
        List<Level> levels = new ArrayList<>();
        double shorter = Math.min(photoWidth, photoHeight) * scale;
        while (shorter >= WINDOW) {
            levels.add(new Level(scale, levelSide(photoWidth, scale), levelSide(photoHeight, scale)));
            scale *= options.scaleFactor();
            shorter *= options.scaleFactor();
        }
        return levels;
    }

    private static int levelSide(int side, double scale) {
        return (int) (side * scale + 1);
    }

    /** The scale s at which (width · s + 1) · (height · s + 1), no less than the level's size, is {@code pixels}. */
    private static double boundedScale(double width, double height, int pixels) {
        double sides = width + height;
        double area = width * height;
        return (Math.sqrt(sides * sides + 4 * area * (pixels - 1.0)) - sides) / (2 * area);
    }
}
