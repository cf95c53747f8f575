package io.facecloak.onnx.mtcnn;

/** A picture that is read by rows as packed 8-bit RGB (0xRRGGBB, the top byte undefined). Not thread-safe. */
interface Pixels {

    int width();

    int height();

    /** Reads the pixels {@code x} to {@code x + count − 1} of row {@code y} into {@code target[0..count)}. */
    void read(int x, int y, int count, int[] target);

    /**
     * Adds {@code count} rows from {@code top} on to sums over {@code factor} neighbours: pixel x counts for element x / {@code factor}.
     *
     * @param count at most {@value NeighbourSums#MAXIMUM_PIXELS} / {@code factor}
     * @param row scratch for {@link #width()} pixels
     */
    default void addRows(int top, int count, int factor, int[] row, int[] red, int[] green, int[] blue) {
        int width = width();
        for (int y = top; y < top + count; y++) {
            read(0, y, width, row);
            for (int x = 0, sourceX = 0; sourceX < width; x++) {
                for (int end = Math.min(width, sourceX + factor); sourceX < end; sourceX++) {
                    int pixel = row[sourceX];
                    red[x] += pixel >> 16 & 0xff;
                    green[x] += pixel >> 8 & 0xff;
                    blue[x] += pixel & 0xff;
                }
            }
        }
    }
}
