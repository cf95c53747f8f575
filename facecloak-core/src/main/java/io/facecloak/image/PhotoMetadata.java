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
 * @param orientation what {@code exif} says, or the file in another way
 */
record PhotoMetadata(
        Optional<byte[]> exif,
        Optional<byte[]> xmp,
        Optional<byte[]> icc,
        Optional<byte[]> photoshop,
        Orientation orientation) {

    static final PhotoMetadata NONE = of(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    PhotoMetadata {
        Objects.requireNonNull(orientation, "orientation");
    }

    static PhotoMetadata of(
            Optional<byte[]> exif, Optional<byte[]> xmp, Optional<byte[]> icc, Optional<byte[]> photoshop) {
        return new PhotoMetadata(
                exif, xmp, icc, photoshop, exif.map(ExifBlock::orientation).orElse(Orientation.NORMAL));
    }

    PhotoMetadata withoutProfile() {
        return new PhotoMetadata(exif, xmp, Optional.empty(), photoshop, orientation);
    }

    /** What a written photo may keep. */
    PhotoMetadata filtered(MetadataPolicy policy) {
        if (policy == MetadataPolicy.STRIP) {
            return of(Optional.empty(), Optional.empty(), icc, Optional.empty());
        }
        boolean keepLocation = policy == MetadataPolicy.KEEP;
        Optional<byte[]> keptExif = exif.flatMap(block -> ExifBlock.filtered(block, keepLocation));
        return new PhotoMetadata(
                keptExif,
                xmp.flatMap(packet -> XmpPacket.filtered(packet, keepLocation)),
                icc,
                photoshop.flatMap(resources -> PhotoshopResources.filtered(resources, keepLocation)),
                exif.isEmpty()
                        ? orientation
                        : keptExif.map(ExifBlock::orientation).orElse(Orientation.NORMAL));
    }
}
