package io.facecloak.image;

import java.util.Objects;
import java.util.Set;

/**
 * What a {@link PhotoDecoder} tells of a file before its pixels are decoded.
 *
 * @param width of the pixels that {@link PhotoDecoder#decode} returns
 * @param height of the pixels that {@link PhotoDecoder#decode} returns
 * @param orientation how these pixels are to be moved for viewing; {@link Orientation#NORMAL} if the decoder has turned them already.
 *     What EXIF says of it does not count
 * @param blocks metadata, to which a metadata policy is applied before they are written
 * @param companions what else the file shows that no written file does, such as
 *     {@link PhotoNote#FURTHER_PICTURES_LOST}
 */
public record PhotoDescription(
        int width, int height, Orientation orientation, MetadataBlocks blocks, Set<PhotoNote> companions) {

    /** @throws IllegalArgumentException if the picture has no pixels */
    public PhotoDescription {
        Objects.requireNonNull(orientation, "orientation");
        Objects.requireNonNull(blocks, "blocks");
        companions = Set.copyOf(Objects.requireNonNull(companions, "companions"));
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a photo has pixels, but this one is " + width + "x" + height);
        }
    }
}
