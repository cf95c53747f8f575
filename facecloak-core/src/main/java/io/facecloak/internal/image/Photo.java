package io.facecloak.internal.image;

import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import io.facecloak.internal.jpeg.SampleChanges;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A photo: its pixels as a person sees them, and the file it came from, whose metadata and encoding a {@link PhotoWriter} carries over.
 * Immutable and thread-safe, provided that nobody paints on {@link #upright()}.
 */
public final class Photo {

    private final EncodedPhoto encoded;
    private final BufferedImage upright;
    private final boolean changed;
    private final Optional<SampleChanges> changes;

    /** As read from a file. */
    Photo(EncodedPhoto encoded, BufferedImage upright) {
        this(encoded, upright, false, Optional.empty());
    }

    private Photo(EncodedPhoto encoded, BufferedImage upright, boolean changed, Optional<SampleChanges> changes) {
        this.encoded = encoded;
        this.upright = upright;
        this.changed = changed;
        this.changes = changes;
    }

    /**
     * The pixels after the EXIF orientation, in the file's own bit depth, colour space and alpha. Shared: must not be changed. For what
     * a face model should see, take {@link SrgbView#of(BufferedImage)}.
     */
    public BufferedImage upright() {
        return upright;
    }

    /** Whether the file says that it is cloaked, as a {@link PhotoWriter} notes where it is asked to. */
    public boolean isMarked() {
        return encoded.metadata().xmp().filter(CloakMark::isIn).isPresent();
    }

    /** How the file stores the pixels. */
    public Orientation orientation() {
        return encoded.metadata().orientation();
    }

    /** The format of the file. */
    public PhotoFormat format() {
        return encoded.format();
    }

    /** Where it came from, for messages. */
    public String name() {
        return encoded.name();
    }

    /**
     * This photo with other pixels, which must not be changed afterwards. If it is a JPEG photo as read, and the new pixels are of the
     * same kind (gray or RGB, 8 bits, the same colour space), the places where they differ are noted, so that a {@link PhotoWriter} can
     * leave the rest of the file as it is.
     *
     * @param pixels upright
     * @throws IllegalArgumentException if the size differs
     */
    public Photo withPixels(BufferedImage pixels) {
        return withPixels(pixels, List.of(new Rectangle(upright.getWidth(), upright.getHeight())));
    }

    /**
     * As {@link #withPixels(BufferedImage)}, for callers who know where the pixels differ, so that nothing else need be compared.
     *
     * @param areas of the upright photo; outside them, {@code pixels} must be those of {@link #upright()}
     */
    public Photo withPixels(BufferedImage pixels, List<Rectangle> areas) {
        Objects.requireNonNull(pixels, "pixels");
        Objects.requireNonNull(areas, "areas");
        if (pixels.getWidth() != upright.getWidth() || pixels.getHeight() != upright.getHeight()) {
            throw new IllegalArgumentException("pixels must be " + upright.getWidth() + "x" + upright.getHeight()
                    + " as in " + name() + ", but are " + pixels.getWidth() + "x" + pixels.getHeight());
        }
        if (pixels == upright) {
            return this;
        }
        boolean comparable = format() == PhotoFormat.JPEG && !changed;
        return new Photo(
                encoded,
                pixels,
                true,
                comparable ? PixelComparison.changes(upright, pixels, orientation(), areas) : Optional.empty());
    }

    /** Whether the pixels are no longer the file's. */
    boolean changed() {
        return changed;
    }

    /** How the stored pixels differ from the file's; empty where that is not known. */
    Optional<SampleChanges> changes() {
        return changes;
    }

    EncodedPhoto encoded() {
        return encoded;
    }

    @Override
    public String toString() {
        return "Photo[" + name() + ", " + format() + ", " + upright.getWidth() + "x" + upright.getHeight() + "]";
    }
}
