package io.facecloak.internal.image;

import io.facecloak.image.Orientation;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** EXIF: a TIFF structure without a picture of its own. */
final class ExifBlock {

    private static final Logger LOG = LoggerFactory.getLogger(ExifBlock.class);

    private ExifBlock() {}

    /** The orientation that the first directory tells; empty without a legible one. */
    static Optional<Orientation> orientation(byte[] exif) {
        return TiffStructure.parse(exif).flatMap(TiffStructure::orientation);
    }

    static boolean hasMakerNote(byte[] exif) {
        return TiffStructure.parse(exif)
                .flatMap(structure -> structure.exif().find(ExifTags.MAKER_NOTE))
                .isPresent();
    }

    /**
     * The block as a policy keeps it, always without thumbnails.
     *
     * @param orientation what the block then tells, which it may have been silent about
     * @return empty if nothing is left, or if the block is not legible and so cannot be cleaned
     */
    static Optional<byte[]> filtered(byte[] exif, MetadataRules rules, Orientation orientation) {
        Optional<TiffStructure> source = TiffStructure.parse(exif);
        if (source.isEmpty()) {
            LOG.warn("dropped EXIF metadata that is not legible");
            return Optional.empty();
        }
        TiffStructure filtered = new ExifFilter(rules).filtered(source.get());
        TiffStructure kept = filtered.orientation().orElse(Orientation.NORMAL) == orientation
                ? filtered
                : filtered.withRoot(root -> root.with(
                        TiffEntry.ofShort(TiffStructure.ORIENTATION, orientation.exifValue(), filtered.order())));
        return kept.isEmpty() ? Optional.empty() : Optional.of(written(kept));
    }

    private static byte[] written(TiffStructure kept) {
        Optional<TiffEntry> note = kept.exif().find(ExifTags.MAKER_NOTE);
        if (note.isEmpty()) {
            return TiffWriter.block(kept);
        }
        // A maker's note holds absolute offsets: it must stay where it is.
        byte[] block = TiffWriter.block(kept, note.get());
        byte[] blanked = EmbeddedPictures.blanked(note.get().value());
        System.arraycopy(blanked, 0, block, note.get().offset(), blanked.length);
        return block;
    }
}
