package io.facecloak.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.commons.imaging.ImagingException;
import org.apache.commons.imaging.bytesource.ByteSource;
import org.apache.commons.imaging.formats.tiff.TiffField;
import org.apache.commons.imaging.formats.tiff.TiffImageMetadata;
import org.apache.commons.imaging.formats.tiff.TiffImageParser;
import org.apache.commons.imaging.formats.tiff.TiffImagingParameters;
import org.apache.commons.imaging.formats.tiff.constants.ExifTagConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffDirectoryConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;
import org.apache.commons.imaging.formats.tiff.taginfos.TagInfo;
import org.apache.commons.imaging.formats.tiff.write.TiffImageWriterLossless;
import org.apache.commons.imaging.formats.tiff.write.TiffImageWriterLossy;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputDirectory;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** EXIF: a TIFF structure without a picture of its own. */
final class ExifBlock {

    private static final Logger LOG = LoggerFactory.getLogger(ExifBlock.class);

    private static final int SUB_DIRECTORIES = 0x14a;

    /** Windows' own thumbnail. */
    private static final int THUMBNAIL_DATA = 0x501b;

    /** Copies of the metadata that a photo carries beside its EXIF, where they are filtered; these would not be. */
    private static final int IPTC = 33723;

    private static final int PHOTOSHOP = 34377;

    /** Pictures, pointers to pictures, and what may hold some, that do not belong into EXIF's main directories. */
    private static final int[] PICTURE_TAGS = {
        SUB_DIRECTORIES,
        THUMBNAIL_DATA,
        TiffTagConstants.TIFF_TAG_XMP.tag,
        IPTC,
        PHOTOSHOP,
        TiffTagConstants.TIFF_TAG_STRIP_OFFSETS.tag,
        TiffTagConstants.TIFF_TAG_STRIP_BYTE_COUNTS.tag,
        TiffTagConstants.TIFF_TAG_TILE_OFFSETS.tag,
        TiffTagConstants.TIFF_TAG_TILE_BYTE_COUNTS.tag,
        TiffTagConstants.TIFF_TAG_JPEG_INTERCHANGE_FORMAT.tag,
        TiffTagConstants.TIFF_TAG_JPEG_INTERCHANGE_FORMAT_LENGTH.tag,
    };

    private ExifBlock() {}

    /** The orientation tag of the first directory; {@link Orientation#NORMAL} without a legible one. */
    static Orientation orientation(byte[] exif) {
        try {
            TiffField field = metadata(exif, false).findField(TiffTagConstants.TIFF_TAG_ORIENTATION);
            return field == null ? Orientation.NORMAL : Orientation.ofExif(field.getIntValue());
        } catch (IOException | RuntimeException e) {
            LOG.debug("EXIF without a legible orientation", e);
            return Orientation.NORMAL;
        }
    }

    /**
     * The block without thumbnails.
     *
     * @param keepLocation whether GPS and the maker's note stay
     * @return empty if nothing is left, or if the block is not legible and so cannot be cleaned
     */
    static Optional<byte[]> filtered(byte[] exif, boolean keepLocation) {
        try {
            TiffOutputSet source = metadata(exif, false).getOutputSet();
            TiffOutputSet kept = new TiffOutputSet(source.byteOrder);
            boolean makerNote = false;
            for (TiffOutputDirectory directory : source) {
                if (keeps(directory.getType(), keepLocation)) {
                    TiffOutputDirectory cleaned = cleaned(directory, source.byteOrder, keepLocation);
                    makerNote |= cleaned.findField(ExifTagConstants.EXIF_TAG_MAKER_NOTE) != null;
                    kept.addDirectory(cleaned);
                }
            }
            if (kept.isEmpty()) {
                return Optional.empty();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream(exif.length);
            if (makerNote) {
                // A maker's note holds absolute offsets: it must stay where it is.
                new TiffImageWriterLossless(kept.byteOrder, exif).write(out, kept);
            } else {
                new TiffImageWriterLossy(kept.byteOrder).write(out, kept);
            }
            return Optional.of(out.toByteArray());
        } catch (IOException | RuntimeException e) {
            LOG.warn("dropped EXIF metadata that is not legible: {}", e.toString());
            return Optional.empty();
        }
    }

    /** Whether a directory stays; those of thumbnails and unknown ones do not. */
    static boolean keeps(int directory, boolean keepLocation) {
        return switch (directory) {
            case TiffDirectoryConstants.DIRECTORY_TYPE_ROOT,
                    TiffDirectoryConstants.DIRECTORY_TYPE_EXIF,
                    TiffDirectoryConstants.DIRECTORY_TYPE_INTEROPERABILITY -> true;
            case TiffDirectoryConstants.DIRECTORY_TYPE_GPS -> keepLocation;
            default -> false;
        };
    }

    /** The directory without pictures and, unless kept, without the maker's note. */
    static TiffOutputDirectory cleaned(TiffOutputDirectory directory, ByteOrder byteOrder, boolean keepLocation) {
        TiffOutputDirectory cleaned = new TiffOutputDirectory(directory.getType(), byteOrder);
        directory.forEach(cleaned::add);
        for (int tag : PICTURE_TAGS) {
            cleaned.removeField(tag);
        }
        if (!keepLocation) {
            remove(cleaned, ExifTagConstants.EXIF_TAG_MAKER_NOTE);
            remove(cleaned, ExifTagConstants.EXIF_TAG_GPSINFO);
        }
        return cleaned;
    }

    private static void remove(TiffOutputDirectory directory, TagInfo tag) {
        directory.removeField(tag.tag);
    }

    /** @param withPixels whether pictures in the structure are read too */
    static TiffImageMetadata metadata(byte[] tiff, boolean withPixels) throws IOException {
        TiffImagingParameters parameters = new TiffImagingParameters();
        parameters.setReadThumbnails(withPixels);
        parameters.setStrict(false);
        if (!TiffStructure.isBounded(tiff)) {
            throw new ImagingException("no TIFF structure, or fields that overlap");
        }
        if (new TiffImageParser().getMetadata(ByteSource.array(tiff), parameters)
                instanceof TiffImageMetadata metadata) {
            return metadata;
        }
        throw new ImagingException("no TIFF structure");
    }
}
