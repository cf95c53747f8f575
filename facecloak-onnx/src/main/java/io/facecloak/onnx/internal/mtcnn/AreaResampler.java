package io.facecloak.onnx.internal.mtcnn;

import java.nio.FloatBuffer;

/**
 * Resizes a part of a picture by adaptive averaging: output pixel i of n is the mean of the source pixels ⌊i·s/n⌋ to
 * ⌈(i+1)·s/n⌉ − 1, in both directions, s being the source's side. Values become (v − 127.5) / 128. Not thread-safe: keeps its
 * scratch arrays.
 */
final class AreaResampler {

    private static final float MEAN = 127.5f;
    private static final float SCALE = 0.0078125f;

    private ColourSums sums = new ColourSums(0);
    private int[] row = {};
    private float[] line = {};
    private int[] lefts = {};
    private int[] rights = {};

    /**
     * Computes rows of the resized part.
     *
     * @param source the part to resize
     * @param outWidth width of the result
     * @param outHeight height of the whole result
     * @param firstRow first row of the result to compute
     * @param endRow row after the last one to compute
     * @param target receives three planes (red, green, blue) of {@code endRow − firstRow} rows
     * @param offset where in {@code target} the first plane starts
     */
    void resample(Part source, int outWidth, int outHeight, int firstRow, int endRow, FloatBuffer target, int offset) {
        reserve(source.width(), outWidth);
        for (int x = 0; x < outWidth; x++) {
            lefts[x] = start(x, source.width(), outWidth);
            rights[x] = end(x, source.width(), outWidth);
        }
        int plane = (endRow - firstRow) * outWidth;
        for (int y = firstRow; y < endRow; y++) {
            int top = start(y, source.height(), outHeight);
            int bottom = end(y, source.height(), outHeight);
            sumRows(source, top, bottom);
            int position = offset + (y - firstRow) * outWidth;
            meanOfColumns(sums.red, source.width(), bottom - top, outWidth, target, position);
            meanOfColumns(sums.green, source.width(), bottom - top, outWidth, target, position + plane);
            meanOfColumns(sums.blue, source.width(), bottom - top, outWidth, target, position + 2 * plane);
        }
    }

    private void sumRows(Part source, int top, int bottom) {
        sums.clear(source.width());
        source.pixels().addTo(sums, source.left(), source.top() + top, source.width(), bottom - top, 1, row);
    }

    private void meanOfColumns(int[] columns, int width, int rows, int outWidth, FloatBuffer target, int position) {
        // Sums of all columns to the left: their difference is the sum of any columns, without a loop, even where they
        // overflow.
        int total = 0;
        for (int x = 0; x < width; x++) {
            int sum = columns[x];
            columns[x] = total;
            total += sum;
        }
        columns[width] = total;
        for (int x = 0; x < outWidth; x++) {
            int left = lefts[x];
            int right = rights[x];
            line[x] = ((float) (columns[right] - columns[left]) / (rows * (right - left)) - MEAN) * SCALE;
        }
        target.put(position, line, 0, outWidth);
    }

    private void reserve(int width, int outWidth) {
        if (row.length < width) {
            sums = new ColourSums(width + 1);
            row = new int[width];
        }
        if (line.length < outWidth) {
            line = new float[outWidth];
            lefts = new int[outWidth];
            rights = new int[outWidth];
        }
    }

    private static int start(int index, int side, int outSide) {
        return (int) ((long) index * side / outSide);
    }

    private static int end(int index, int side, int outSide) {
        return (int) (((index + 1L) * side + outSide - 1) / outSide);
    }

    /** A rectangle inside a picture. */
    record Part(Pixels pixels, int left, int top, int width, int height) {

        Part {
            if (left < 0
                    || top < 0
                    || width < 1
                    || height < 1
                    || left > pixels.width() - width
                    || top > pixels.height() - height) {
                throw new IllegalArgumentException("the part " + left + "," + top + " " + width + "x" + height
                        + " does not lie in " + pixels.width() + "x" + pixels.height());
            }
        }

        /** The whole picture. */
        static Part whole(Pixels pixels) {
            return new Part(pixels, 0, 0, pixels.width(), pixels.height());
        }
    }
}
