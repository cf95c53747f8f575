package io.facecloak.onnx.mtcnn;

/** A picture that is read by rows as packed 8-bit RGB (0xRRGGBB, the top byte undefined). Not thread-safe. */
interface Pixels {

    int width();

    int height();

    /** Reads the pixels {@code x} to {@code x + count − 1} of row {@code y} into {@code target[0..count)}. */
    void read(int x, int y, int count, int[] target);

    /**
     * Adds row {@code y} to sums over {@code factor} neighbours: pixel x counts for element x / {@code factor}.
     *
     * @param row scratch for {@link #width()} pixels
     */
    default void addRow(int y, int factor, int[] row, int[] red, int[] green, int[] blue) {
        int width = width();
        read(0, y, width, row);
        for (int x = 0, sourceX = 0; sourceX < width; x++) {
            int r = 0;
            int g = 0;
            int b = 0;
            for (int end = Math.min(width, sourceX + factor); sourceX < end; sourceX++) {
                int pixel = row[sourceX];
                r += pixel >> 16 & 0xff;
                g += pixel >> 8 & 0xff;
                b += pixel & 0xff;
            }
            red[x] += r;
            green[x] += g;
            blue[x] += b;
        }
    }
}
