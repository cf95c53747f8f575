package io.facecloak.onnx.mtcnn;

/** A picture that is read by rows as packed 8-bit RGB (0xRRGGBB, the top byte undefined). Not thread-safe. */
interface Pixels {

    int width();

    int height();

    /** Reads the pixels {@code x} to {@code x + count − 1} of row {@code y} into {@code target[0..count)}. */
    void read(int x, int y, int count, int[] target);

    /**
     * Adds the pixels of a part to sums over {@code factor} columns and all rows: column x of the part counts for element x / {@code factor}.
     *
     * @param row scratch for {@code width} pixels
     */
    default void addTo(
            int[] red, int[] green, int[] blue, int left, int top, int width, int height, int factor, int[] row) {
        for (int y = top; y < top + height; y++) {
            read(left, y, width, row);
            if (factor == 1) {
                // One loop per colour: each is vectorised.
                for (int x = 0; x < width; x++) {
                    red[x] += row[x] >> 16 & 0xff;
                }
                for (int x = 0; x < width; x++) {
                    green[x] += row[x] >> 8 & 0xff;
                }
                for (int x = 0; x < width; x++) {
                    blue[x] += row[x] & 0xff;
                }
                continue;
            }
            for (int x = 0, column = 0; column < width; x++) {
                for (int end = Math.min(width, column + factor); column < end; column++) {
                    int pixel = row[column];
                    red[x] += pixel >> 16 & 0xff;
                    green[x] += pixel >> 8 & 0xff;
                    blue[x] += pixel & 0xff;
                }
            }
        }
    }
}
