package io.facecloak.internal.image;

/**
 * PNG's filters: each row is stored as its differences from the samples left, above, or both, whichever are smallest, as the specification
 * advises. Java's encoder takes the same for all rows, and its files have twice the size.
 */
final class PngFilters {

    private static final int KINDS = 5;

    private final byte[] rows;
    private final int rowLength;
    private final int step;

    /**
     * @param rows all rows of a picture, each behind the number of its filter
     * @param rowLength bytes of a row and the number
     * @param step bytes of a pixel
     */
    private PngFilters(byte[] rows, int rowLength, int step) {
        this.rows = rows;
        this.rowLength = rowLength;
        this.step = step;
    }

    /** Filters rows anew, in place. */
    static void choose(byte[] rows, int rowLength, int step) {
        PngFilters filters = new PngFilters(rows, rowLength, step);
        int count = rows.length / rowLength;
        for (int y = 0; y < count; y++) {
            filters.undo(y);
        }
        byte[] filtered = new byte[rowLength];
        byte[] best = new byte[rowLength];
        // From below, so that the row above is still without a filter.
        for (int y = count - 1; y >= 0; y--) {
            long least = Long.MAX_VALUE;
            for (int kind = 0; kind < KINDS; kind++) {
                long sum = filters.apply(y, kind, filtered, least);
                if (sum < least) {
                    least = sum;
                    byte[] swapped = best;
                    best = filtered;
                    filtered = swapped;
                }
            }
            System.arraycopy(best, 0, rows, y * rowLength, rowLength);
        }
    }

    private void undo(int y) {
        int start = y * rowLength;
        int kind = rows[start];
        for (int x = 1; x < rowLength; x++) {
            rows[start + x] += (byte) predicted(y, x, kind);
        }
        rows[start] = 0;
    }

    /** @return the sum of the differences; with {@code least} or more, the rest is left out */
    private long apply(int y, int kind, byte[] filtered, long least) {
        int start = y * rowLength;
        long sum = 0;
        filtered[0] = (byte) kind;
        for (int x = 1; x < rowLength && sum < least; x++) {
            filtered[x] = (byte) (rows[start + x] - predicted(y, x, kind));
            sum += Math.abs(filtered[x]);
        }
        return sum;
    }

    private int predicted(int y, int x, int kind) {
        int at = y * rowLength + x;
        boolean first = x <= step;
        int left = first ? 0 : rows[at - step] & 0xff;
        int above = y == 0 ? 0 : rows[at - rowLength] & 0xff;
        return switch (kind) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> (left + above) / 2;
            case 4 -> paeth(left, above, first || y == 0 ? 0 : rows[at - rowLength - step] & 0xff);
            default -> 0;
        };
    }

    private static int paeth(int left, int above, int both) {
        int estimate = left + above - both;
        int fromLeft = Math.abs(estimate - left);
        int fromAbove = Math.abs(estimate - above);
        int fromBoth = Math.abs(estimate - both);
        if (fromLeft <= fromAbove && fromLeft <= fromBoth) {
            return left;
        }
        return fromAbove <= fromBoth ? above : both;
    }
}
