package io.facecloak.onnx.internal.mtcnn;

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
    default void addTo(ColourSums sums, int left, int top, int width, int height, int factor, int[] row) {
        for (int y = top; y < top + height; y++) {
            read(left, y, width, row);
            if (factor == 1) {
                addEach(row, width, sums);
            } else {
                addNeighbours(row, width, factor, sums);
            }
        }
    }

    /** One loop per colour: each is vectorised. */
    private static void addEach(int[] row, int width, ColourSums sums) {
        for (int x = 0; x < width; x++) {
            sums.red[x] += row[x] >> 16 & 0xff;
        }
        for (int x = 0; x < width; x++) {
            sums.green[x] += row[x] >> 8 & 0xff;
        }
        for (int x = 0; x < width; x++) {
            sums.blue[x] += row[x] & 0xff;
        }
    }

    private static void addNeighbours(int[] row, int width, int factor, ColourSums sums) {
        for (int x = 0, column = 0; column < width; x++) {
            for (int end = Math.min(width, column + factor); column < end; column++) {
                int pixel = row[column];
                sums.red[x] += pixel >> 16 & 0xff;
                sums.green[x] += pixel >> 8 & 0xff;
                sums.blue[x] += pixel & 0xff;
            }
        }
    }
}
