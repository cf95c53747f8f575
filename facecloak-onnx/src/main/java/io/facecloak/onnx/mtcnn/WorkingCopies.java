package io.facecloak.onnx.mtcnn;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * What the cascade reads instead of the photo, so that memory and time are bounded for photos of any size.
 *
 * <ul>
 *   <li>The finest copy has 8 bits per channel and at most {@value #MAXIMUM_PIXELS} pixels: larger photos are reduced by a whole
 *       factor while they are read. With its halves, that is at most about 90 MB.
 *   <li>Photos above {@value #EXACT_PIXELS} pixels get copies of half the size each. A reader that reduces much uses the coarsest
 *       copy that is still at least {@value #OVERSAMPLING} times finer than what it makes; smaller photos are always read exactly.
 * </ul>
 */
final class WorkingCopies {

    static final int MAXIMUM_PIXELS = 1 << 24;
    static final int EXACT_PIXELS = 1 << 21;
    private static final int OVERSAMPLING = 4;

    /**
     * A copy of the photo.
     *
     * @param reduction photo pixels per pixel of the copy, in each direction
     */
    record Copy(Picture picture, int reduction) {}

    private final int photoWidth;
    private final int photoHeight;
    private final List<Copy> copies;

    private WorkingCopies(int photoWidth, int photoHeight, List<Copy> copies) {
        this.photoWidth = photoWidth;
        this.photoHeight = photoHeight;
        this.copies = copies;
    }

    static WorkingCopies of(BufferedImage photo) {
        int width = photo.getWidth();
        int height = photo.getHeight();
        int factor = reduction(width, height);
        List<Copy> copies = new ArrayList<>();
        copies.add(new Copy(Picture.of(photo, factor), factor));
        if ((long) width * height > EXACT_PIXELS) {
            Copy last = copies.get(0);
            while (Math.min(last.picture().width(), last.picture().height()) >= 2 * OVERSAMPLING * 24) {
                last = new Copy(last.picture().halved(), 2 * last.reduction());
                copies.add(last);
            }
        }
        return new WorkingCopies(width, height, List.copyOf(copies));
    }

    /** The smallest whole factor that brings a photo down to {@value #MAXIMUM_PIXELS} pixels. */
    static int reduction(int width, int height) {
        int factor = 1;
        while (((width - 1L) / factor + 1) * ((height - 1L) / factor + 1) > MAXIMUM_PIXELS) {
            factor++;
        }
        return factor;
    }

    int photoWidth() {
        return photoWidth;
    }

    int photoHeight() {
        return photoHeight;
    }

    /** The copy to read when one pixel is made from {@code photoPixels} pixels of the photo in each direction. */
    Copy forReduction(double photoPixels) {
        Copy chosen = copies.get(0);
        for (Copy copy : copies) {
            if (copy.reduction() * OVERSAMPLING <= photoPixels) {
                chosen = copy;
            }
        }
        return chosen;
    }
}
