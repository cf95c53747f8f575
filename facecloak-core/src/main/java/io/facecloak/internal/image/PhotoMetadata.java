package io.facecloak.internal.image;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import java.util.List;
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
        return of(exif.stream().toList(), xmp, icc, photoshop);
    }

    /**
     * From a file that may hold several EXIF blocks: the first legible one counts, and the first orientation that any of them tells.
     */
    static PhotoMetadata of(List<byte[]> exif, Optional<byte[]> xmp, Optional<byte[]> icc, Optional<byte[]> photoshop) {
        List<TiffStructure> legible = exif.stream()
                .map(TiffStructure::parse)
                .flatMap(Optional::stream)
                .toList();
        return new PhotoMetadata(
                exif.stream()
                        .filter(block -> TiffStructure.parse(block)
                                .filter(structure -> !structure.isEmpty())
                                .isPresent())
                        .findFirst()
                        .or(() -> exif.stream().findFirst()),
                xmp,
                icc,
                photoshop,
                legible.stream()
                        .map(TiffStructure::orientation)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(Orientation.NORMAL));
    }

    PhotoMetadata withoutProfile() {
        return new PhotoMetadata(exif, xmp, Optional.empty(), photoshop, orientation);
    }

    /** Of pixels that need no turning. */
    PhotoMetadata upright() {
        return new PhotoMetadata(exif, xmp, icc, photoshop, Orientation.NORMAL);
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
    PhotoMetadata filtered(MetadataRules rules) {
        MetadataPolicy policy = rules.policy();
        if (policy == MetadataPolicy.STRIP) {
            return of(Optional.empty(), Optional.empty(), keptProfile(policy), Optional.empty());
        }
        Optional<byte[]> keptExif = exif.flatMap(block -> ExifBlock.filtered(block, rules, orientation));
        return new PhotoMetadata(
                keptExif,
                xmp.flatMap(packet -> XmpPacket.filtered(packet, rules)),
                keptProfile(policy),
                photoshop.flatMap(resources -> PhotoshopResources.filtered(resources, rules)),
                // Without EXIF, nothing would turn the pixels.
                exif.isPresent() && keptExif.isEmpty() ? Orientation.NORMAL : orientation);
    }

    /** What a JPEG file has room for. */
    PhotoMetadata inJpeg() {
        Optional<byte[]> fitting = exif.filter(block -> block.length <= JpegMetadata.MAX_EXIF);
        return new PhotoMetadata(
                fitting,
                xmp.filter(packet -> packet.length <= JpegMetadata.MAX_XMP),
                icc.filter(profile -> profile.length <= JpegMetadata.MAX_ICC),
                photoshop,
                // Without EXIF, nothing would turn the pixels.
                exif.isPresent() && fitting.isEmpty() ? Orientation.NORMAL : orientation);
    }

    private Optional<byte[]> keptProfile(MetadataPolicy policy) {
        return icc.flatMap(profile -> IccProfile.filtered(profile, policy));
    }
}
