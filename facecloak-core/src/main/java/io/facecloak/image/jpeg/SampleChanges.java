package io.facecloak.image.jpeg;

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
        int tile = y / TILE * tilesWide + x / TILE;
        if (tiles[tile] == null) {
            tiles[tile] = new short[TILE * TILE * bands];
        }
        tiles[tile][index(x, y, band)] = (short) change;
    }

    /** The weighted sum of the changes of one pixel's samples. */
    double weighted(int x, int y, double[] weights) {
        short[] tile = tiles[y / TILE * tilesWide + x / TILE];
        if (tile == null) {
            return 0;
        }
        int at = index(x, y, 0);
        double sum = 0;
        for (int band = 0; band < weights.length; band++) {
            sum += weights[band] * tile[at + band];
        }
        return sum;
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
