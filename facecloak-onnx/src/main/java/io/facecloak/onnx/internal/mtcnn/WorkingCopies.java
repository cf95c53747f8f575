package io.facecloak.onnx.internal.mtcnn;

import java.awt.image.BufferedImage;
import java.util.TreeMap;

/**
 * What the cascade reads instead of the photo, so that memory and time are bounded for photos of any size: 8 bits per channel.
 *
 * <ul>
 *   <li>Photos up to {@value #EXACT_PIXELS} pixels are copied once and always read exactly.
 *   <li>Of larger ones, who reduces much reads copies whose sides are a half, a quarter, ... of the photo's, made when they are needed.
 *       Who reduces little reads the photo itself: no copy has more than a quarter of its pixels.
 * </ul>
 *
 * Not thread-safe.
 */
final class WorkingCopies {

    static final int EXACT_PIXELS = 1 << 21;

    /** How much finer than what is made of it a copy must be, in each direction. */
    static final double OVERSAMPLING = 1.5;

    /**
     * A copy of the photo, or the photo.
     *
     * @param reduction photo pixels per pixel of the copy, in each direction
     */
    record Copy(Pixels pixels, int reduction) {}

    private final int photoWidth;
    private final int photoHeight;
    private final boolean exact;
    private final TreeMap<Integer, Copy> copies = new TreeMap<>();

    private WorkingCopies(int photoWidth, int photoHeight, boolean exact, Pixels pixels) {
        this.photoWidth = photoWidth;
        this.photoHeight = photoHeight;
        this.exact = exact;
        copies.put(1, new Copy(pixels, 1));
    }

    static WorkingCopies of(BufferedImage photo) {
        int width = photo.getWidth();
        int height = photo.getHeight();
        boolean exact = (long) width * height <= EXACT_PIXELS;
        RgbRows rows = RgbRows.of(photo);
        return new WorkingCopies(width, height, exact, exact ? Picture.reduced(rows, 1) : rows);
    }

    int photoWidth() {
        return photoWidth;
    }

    int photoHeight() {
        return photoHeight;
    }

    /** The copy to read when a whole level is made with one pixel from {@code photoPixels} pixels of the photo in each direction. */
    Copy forLevel(double photoPixels) {
        int reduction = 1;
        while (!exact && 2 * reduction * OVERSAMPLING <= photoPixels) {
            reduction *= 2;
        }
        return copies.computeIfAbsent(reduction, this::copy);
    }

    /** As {@link #forLevel}, for a small part of the photo, which is worth no copy that is not there already. */
    Copy forPart(double photoPixels) {
        return copies.floorEntry(Math.max(1, (int) (photoPixels / OVERSAMPLING)))
                .getValue();
    }

    private Copy copy(int reduction) {
        Copy finer = copies.lowerEntry(reduction).getValue();
        return new Copy(Picture.reduced(finer.pixels(), reduction / finer.reduction()), reduction);
    }
}
