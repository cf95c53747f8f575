package io.facecloak.image;

import io.facecloak.face.Point;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.lang.reflect.Array;
import java.util.Objects;

/** How stored pixels are to be moved for viewing (EXIF tag 0x0112). The moves are exact: no sample changes its value. */
public enum Orientation {
    NORMAL(false, false, false),
    MIRRORED(true, false, false),
    ROTATED_180(true, true, false),
    FLIPPED(false, true, false),
    TRANSPOSED(false, false, true),
    ROTATE_RIGHT(true, false, true),
    TRANSVERSED(true, true, true),
    ROTATE_LEFT(false, true, true);

    private final boolean reverseX;
    private final boolean reverseY;
    private final boolean swapAxes;

    /** For viewing, axes are swapped first, then reversed. */
    Orientation(boolean reverseX, boolean reverseY, boolean swapAxes) {
        this.reverseX = reverseX;
        this.reverseY = reverseY;
        this.swapAxes = swapAxes;
    }

    /** The orientation with this EXIF value; {@link #NORMAL} for values outside 1..8. */
    public static Orientation ofExif(int value) {
        return value >= 1 && value <= 8 ? values()[value - 1] : NORMAL;
    }

    /** The EXIF value, 1..8. */
    public int exifValue() {
        return ordinal() + 1;
    }

    /** The orientation whose moves undo this one's. */
    public Orientation inverse() {
        return switch (this) {
            case ROTATE_RIGHT -> ROTATE_LEFT;
            case ROTATE_LEFT -> ROTATE_RIGHT;
            default -> this;
        };
    }

    /** Stored pixels moved for viewing; the picture itself if nothing moves. */
    public BufferedImage toUpright(BufferedImage stored) {
        Objects.requireNonNull(stored, "stored");
        return move(stored);
    }

    /** Upright pixels moved back to how they are stored; the picture itself if nothing moves. */
    public BufferedImage toStored(BufferedImage upright) {
        Objects.requireNonNull(upright, "upright");
        return inverse().move(upright);
    }

    /**
     * Where the pixel that one sees at (x, y) is stored: its column.
     *
     * @param width of the upright picture
     * @param height of the upright picture
     */
    public int storedX(int x, int y, int width, int height) {
        return swapAxes ? reversed(y, height, reverseY) : reversed(x, width, reverseX);
    }

    /** As {@link #storedX}, the row. */
    public int storedY(int x, int y, int width, int height) {
        return swapAxes ? reversed(x, width, reverseX) : reversed(y, height, reverseY);
    }

    /**
     * Where a point that one sees is stored; whole numbers are the centres of pixels.
     *
     * @param width of the upright picture
     * @param height of the upright picture
     */
    public Point toStored(Point upright, int width, int height) {
        double x = reverseX ? width - 1 - upright.x() : upright.x();
        double y = reverseY ? height - 1 - upright.y() : upright.y();
        return swapAxes ? new Point(y, x) : new Point(x, y);
    }

    private static int reversed(int position, int length, boolean reverse) {
        return reverse ? length - 1 - position : position;
    }

    private BufferedImage move(BufferedImage picture) {
        if (this == NORMAL) {
            return picture;
        }
        Raster from = picture.getRaster();
        int width = from.getWidth();
        int height = from.getHeight();
        WritableRaster to = picture.getRaster()
                .createCompatibleWritableRaster(swapAxes ? height : width, swapAxes ? width : height);
        boolean backwards = swapAxes ? reverseY : reverseX;
        Object row = null;
        Object moved = null;
        for (int y = 0; y < height; y++) {
            row = from.getDataElements(from.getMinX(), from.getMinY() + y, width, 1, row);
            if (backwards) {
                moved = reversed(row, width, moved);
            }
            Object line = backwards ? moved : row;
            if (swapAxes) {
                to.setDataElements(reverseX ? height - 1 - y : y, 0, 1, width, line);
            } else {
                to.setDataElements(0, reverseY ? height - 1 - y : y, width, 1, line);
            }
        }
        return new BufferedImage(picture.getColorModel(), to, picture.isAlphaPremultiplied(), null);
    }

    private static Object reversed(Object pixels, int count, Object reuse) {
        int elements = Array.getLength(pixels) / count;
        Object target =
                reuse == null ? Array.newInstance(pixels.getClass().getComponentType(), elements * count) : reuse;
        for (int i = 0; i < count; i++) {
            System.arraycopy(pixels, i * elements, target, (count - 1 - i) * elements, elements);
        }
        return target;
    }
}
