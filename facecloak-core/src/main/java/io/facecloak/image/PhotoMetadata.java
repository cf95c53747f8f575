package io.facecloak.image;

import java.util.Objects;
import java.util.Optional;

/**
 * What a photo says about itself, in the form in which every format embeds it. Immutable by convention: the arrays are shared inside the
 * package and never changed.
 *
 * @param exif a TIFF structure, without the {@code Exif\0\0} prefix
 * @param xmp an XMP packet in UTF-8
 * @param icc a colour profile
 * @param photoshop Photoshop image resources (IPTC among them), without the prefix
 * @param orientation what {@code exif} says
 */
record PhotoMetadata(
        Optional<byte[]> exif,
        Optional<byte[]> xmp,
        Optional<byte[]> icc,
        Optional<byte[]> photoshop,
        Orientation orientation) {

    PhotoMetadata {
        Objects.requireNonNull(orientation, "orientation");
    }

    static PhotoMetadata of(
            Optional<byte[]> exif, Optional<byte[]> xmp, Optional<byte[]> icc, Optional<byte[]> photoshop) {
        return new PhotoMetadata(
                exif, xmp, icc, photoshop, exif.map(ExifBlock::orientation).orElse(Orientation.NORMAL));
    }

    /** What a written photo may keep. */
    PhotoMetadata filtered(MetadataPolicy policy) {
        if (policy == MetadataPolicy.STRIP) {
            return of(Optional.empty(), Optional.empty(), icc, Optional.empty());
        }
        boolean keepLocation = policy == MetadataPolicy.KEEP;
        return of(
                exif.flatMap(block -> ExifBlock.filtered(block, keepLocation)),
                xmp.flatMap(packet -> XmpPacket.filtered(packet, keepLocation)),
                icc,
                photoshop.flatMap(resources -> PhotoshopResources.filtered(resources, keepLocation)));
    }
}
