package io.facecloak.internal.jpeg;

import java.util.Arrays;

/**
 * By how much some samples of a picture change, in 8-bit levels; all others do not. Memory goes with the area that changes. Not to be
 * changed once it is shared.
 */
public final class SampleChanges {

    private static final int TILE = 16;

    private final int width;
    private final int height;
    private final int bands;
    private final int tilesWide;

    /** Row by row; null where nothing changes. */
    private final short[][] tiles;

    /**
     * Without any change.
     *
     * @param bands samples per pixel
     */
    public SampleChanges(int width, int height, int bands) {
        this.width = width;
        this.height = height;
        this.bands = bands;
        this.tilesWide = (width + TILE - 1) / TILE;
        this.tiles = new short[tilesWide * ((height + TILE - 1) / TILE)][];
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public int bands() {
        return bands;
    }

    /** @param change new level minus old level */
    public void set(int x, int y, int band, int change) {
        tile(x, y)[index(x, y, band)] = (short) change;
    }

    /**
     * Sets the changes of a part of a row of interleaved samples.
     *
     * @param row where the row begins in both versions
     * @param offsets of the bands in a pixel
     * @param end behind the last pixel
     */
    public void setRow(byte[] before, byte[] after, int row, int[] offsets, int begin, int end, int y) {
        for (int x = begin; x < end; ) {
            int tileEnd = Math.min(end, (x / TILE + 1) * TILE);
            int from = row + x * bands;
            int to = row + tileEnd * bands;
            boolean known = tiles[y / TILE * tilesWide + x / TILE] != null;
            if (known || Arrays.mismatch(before, from, to, after, from, to) >= 0) {
                short[] tile = tile(x, y);
                int at = index(x, y, 0);
                for (int band = 0; band < bands; band++) {
                    int offset = from + offsets[band];
                    for (int i = 0; i < to - from; i += bands) {
                        tile[at + band + i] = (short) ((after[offset + i] & 0xff) - (before[offset + i] & 0xff));
                    }
                }
            }
            x = tileEnd;
        }
    }

    private short[] tile(int x, int y) {
        int tile = y / TILE * tilesWide + x / TILE;
        if (tiles[tile] == null) {
            tiles[tile] = new short[TILE * TILE * bands];
        }
        return tiles[tile];
    }

    /**
     * Adds the changes of a part of a row to eight sums per band.
     *
     * @param x of the first pixel; beyond the right border, the last one is repeated
     * @param ratio pixels that share a sum
     * @param sums interleaved bands
     * @param offset of the first sum
     */
    void addRow(int x, int y, int ratio, int[] sums, int offset) {
        int end = x + 8 * ratio;
        for (int from = x; from < end; ) {
            boolean inside = from < width;
            int to = inside ? Math.min(Math.min(end, width), from + TILE - from % TILE) : end;
            int column = inside ? from : width - 1;
            short[] tile = tiles[y / TILE * tilesWide + column / TILE];
            if (tile != null) {
                int at = index(column, y, 0);
                int step = inside ? bands : 0;
                int sum = offset + bands * ((from - x) / ratio);
                int shared = (from - x) % ratio;
                for (int pixel = from; pixel < to; pixel++, at += step) {
                    for (int band = 0; band < bands; band++) {
                        sums[sum + band] += tile[at + band];
                    }
                    if (++shared == ratio) {
                        shared = 0;
                        sum += bands;
                    }
                }
            }
            from = to;
        }
    }

    private int index(int x, int y, int band) {
        return (y % TILE * TILE + x % TILE) * bands + band;
    }

    /** Whether a sample in or near this rectangle may change; false for sure where it says so. Right and bottom are exclusive. */
    boolean mayChange(int left, int top, int right, int bottom) {
        int lastX = (Math.min(right, width) - 1) / TILE;
        int lastY = (Math.min(bottom, height) - 1) / TILE;
        for (int y = top / TILE; y <= lastY; y++) {
            for (int x = left / TILE; x <= lastX; x++) {
                if (tiles[y * tilesWide + x] != null) {
                    return true;
                }
            }
        }
        return false;
    }
}
