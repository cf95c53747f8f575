package io.facecloak.onnx.mtcnn;

import java.util.Arrays;

/** Packed 8-bit RGB pixels (0xRRGGBB, the top byte undefined), row by row. Not changed after construction. */
final class Picture implements Pixels {

    private static final int MAXIMUM_ROWS = 256;

    private final int width;
    private final int height;
    private final int[] pixels;

    Picture(int width, int height, int[] pixels) {
        if (pixels.length != (long) width * height) {
            throw new IllegalArgumentException(
                    width + "x" + height + " pixels need an array of that length, got " + pixels.length);
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    /** The pixels, not a copy: pixel (x, y) is at y · width + x. */
    int[] pixels() {
        return pixels;
    }

    @Override
    public void read(int x, int y, int count, int[] target) {
        System.arraycopy(pixels, y * width + x, target, 0, count);
    }

    /** A picture reduced by a whole factor: each pixel is the mean of {@code factor}² pixels (fewer at the right and bottom border). */
    static Picture reduced(Pixels source, int factor) {
        int width = source.width();
        int height = source.height();
        int outWidth = ceilDivide(width, factor);
        int outHeight = ceilDivide(height, factor);
        int[] out = new int[Math.multiplyExact(outWidth, outHeight)];
        int[] row = new int[width];
        int[] red = new int[outWidth];
        int[] green = new int[outWidth];
        int[] blue = new int[outWidth];
        for (int y = 0; y < outHeight; y++) {
            Arrays.fill(red, 0);
            Arrays.fill(green, 0);
            Arrays.fill(blue, 0);
            int end = Math.min(height, (y + 1) * factor);
            int rows = end - y * factor;
            for (int done = 0; done < rows; done += MAXIMUM_ROWS) {
                int count = Math.min(MAXIMUM_ROWS, rows - done);
                source.addRows(y * factor + done, count, factor, row, red, green, blue);
            }
            for (int x = 0; x < outWidth; x++) {
                int count = rows * (Math.min(width, (x + 1) * factor) - x * factor);
                out[y * outWidth + x] = mean(red[x], count) << 16 | mean(green[x], count) << 8 | mean(blue[x], count);
            }
        }
        return new Picture(outWidth, outHeight, out);
    }

    private static int mean(int sum, int count) {
        return (sum + count / 2) / count;
    }

    private static int ceilDivide(int value, int divisor) {
        return (value - 1) / divisor + 1;
    }
}
