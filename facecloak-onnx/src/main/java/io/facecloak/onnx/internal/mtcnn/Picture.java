package io.facecloak.onnx.internal.mtcnn;

/** Packed 8-bit RGB pixels (0xRRGGBB, the top byte undefined), row by row. Not changed after construction. */
final class Picture implements Pixels {

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

    /**
     * A picture reduced by a whole factor: each pixel is the mean of {@code factor}² pixels (fewer at the right and bottom border).
     *
     * @param factor at most {@value NeighbourSums#MAXIMUM_PIXELS}
     */
    static Picture reduced(Pixels source, int factor) {
        int width = source.width();
        int height = source.height();
        int outWidth = ceilDivide(width, factor);
        int outHeight = ceilDivide(height, factor);
        int[] out = new int[Math.multiplyExact(outWidth, outHeight)];
        int[] row = new int[width];
        ColourSums sums = new ColourSums(outWidth);
        int whole = width / factor;
        for (int y = 0; y < outHeight; y++) {
            sums.clear(outWidth);
            int rows = Math.min(height, (y + 1) * factor) - y * factor;
            source.addTo(sums, 0, y * factor, width, rows, factor, row);
            for (int[] colour : new int[][] {sums.red, sums.green, sums.blue}) {
                toMeans(colour, 0, whole, rows * factor);
                toMeans(colour, whole, outWidth, rows * (width - whole * factor));
            }
            pack(sums, out, y * outWidth, outWidth);
        }
        return new Picture(outWidth, outHeight, out);
    }

    /** Divides sums of {@code count} values by it, rounding to the nearest. */
    private static void toMeans(int[] sums, int from, int to, int count) {
        int half = count / 2;
        if (Integer.bitCount(count) == 1) {
            // As nearly always; a shift is many times faster than a division.
            int shift = Integer.numberOfTrailingZeros(count);
            for (int x = from; x < to; x++) {
                sums[x] = (sums[x] + half) >> shift;
            }
        } else {
            for (int x = from; x < to; x++) {
                sums[x] = (sums[x] + half) / count;
            }
        }
    }

    private static void pack(ColourSums means, int[] target, int offset, int count) {
        for (int x = 0; x < count; x++) {
            target[offset + x] = means.red[x] << 16 | means.green[x] << 8 | means.blue[x];
        }
    }

    private static int ceilDivide(int value, int divisor) {
        return (value - 1) / divisor + 1;
    }
}
