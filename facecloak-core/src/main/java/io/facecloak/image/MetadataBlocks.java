package io.facecloak.image;

import java.util.Objects;
import java.util.Optional;

/**
 * What a photo says about itself, in the form in which every format embeds it, as {@link PhotoDecoder}s find it and {@link PhotoEncoder}s
 * write it. Immutable by convention: nobody changes the arrays.
 *
 * @param exif a TIFF structure, without JPEG's prefix {@code Exif\0\0}
 * @param xmp an XMP packet in UTF-8
 * @param icc a colour profile
 */
public record MetadataBlocks(Optional<byte[]> exif, Optional<byte[]> xmp, Optional<byte[]> icc) {

    /** Nothing said, colours in sRGB. */
    public static final MetadataBlocks NONE = new MetadataBlocks(Optional.empty(), Optional.empty(), Optional.empty());

    public MetadataBlocks {
        Objects.requireNonNull(exif, "exif");
        Objects.requireNonNull(xmp, "xmp");
        Objects.requireNonNull(icc, "icc");
    }
}
