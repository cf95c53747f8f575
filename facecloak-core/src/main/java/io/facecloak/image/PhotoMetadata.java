package io.facecloak.image;

import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(PhotoMetadata.class);

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

    /** With the note that the photo is cloaked. */
    PhotoMetadata marked() {
        byte[] marked = CloakMark.added(xmp);
        if (marked.length > JpegMetadata.MAX_XMP && xmp.isPresent() && xmp.get().length <= JpegMetadata.MAX_XMP) {
            LOG.warn("wrote no mark, since the XMP metadata would no longer fit a JPEG file");
            return this;
        }
        return new PhotoMetadata(exif, Optional.of(marked), icc, photoshop, orientation);
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
