package io.facecloak.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.ExifParentTIFFTagSet;
import javax.imageio.plugins.tiff.ExifTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.plugins.tiff.TIFFTag;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TIFF file: metadata are fields of the picture's own directory. */
final class TiffPhoto extends PluginPhoto {

    private static final Logger LOG = LoggerFactory.getLogger(TiffPhoto.class);

    private static final int XMP = 700;
    private static final int IPTC = 33723;
    private static final int PHOTOSHOP = 34377;
    private static final int ICC = BaselineTIFFTagSet.TAG_ICC_PROFILE;
    private static final int EXIF = ExifParentTIFFTagSet.TAG_EXIF_IFD_POINTER;
    private static final int GPS = ExifParentTIFFTagSet.TAG_GPS_INFO_IFD_POINTER;

    /** What a written file says about its own structure comes from its pixels, not from the source. */
    private static final int[] DESCRIPTIVE = {
        BaselineTIFFTagSet.TAG_DOCUMENT_NAME,
        BaselineTIFFTagSet.TAG_IMAGE_DESCRIPTION,
        BaselineTIFFTagSet.TAG_MAKE,
        BaselineTIFFTagSet.TAG_MODEL,
        BaselineTIFFTagSet.TAG_X_RESOLUTION,
        BaselineTIFFTagSet.TAG_Y_RESOLUTION,
        BaselineTIFFTagSet.TAG_RESOLUTION_UNIT,
        BaselineTIFFTagSet.TAG_SOFTWARE,
        BaselineTIFFTagSet.TAG_DATE_TIME,
        BaselineTIFFTagSet.TAG_ARTIST,
        BaselineTIFFTagSet.TAG_HOST_COMPUTER,
        BaselineTIFFTagSet.TAG_COPYRIGHT,
        BaselineTIFFTagSet.TAG_ORIENTATION
    };

    private final TIFFDirectory fields;

    private TiffPhoto(String name, byte[] bytes, TIFFDirectory fields, PhotoMetadata metadata) throws IOException {
        super(name, PhotoFormat.TIFF, bytes, metadata);
        this.fields = fields;
    }

    static TiffPhoto parse(byte[] bytes, String name) throws IOException {
        TIFFDirectory fields = read(bytes, name);
        requireComplete(fields, bytes, name);
        TIFFField orientation = fields.getTIFFField(BaselineTIFFTagSet.TAG_ORIENTATION);
        PhotoMetadata metadata = new PhotoMetadata(
                Optional.empty(),
                bytes(fields, XMP),
                bytes(fields, ICC),
                bytes(fields, PHOTOSHOP),
                orientation == null ? Orientation.NORMAL : Orientation.ofExif(orientation.getAsInt(0)));
        return new TiffPhoto(name, bytes, fields, metadata);
    }

    @Override
    public PhotoFormat writtenAs(BufferedImage stored) {
        return PhotoFormat.TIFF;
    }

    @Override
    public byte[] encode(BufferedImage stored, PhotoMetadata kept, MetadataPolicy policy) throws IOException {
        ImageWriter writer = platformWriter();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            BufferedImage plain = ColorTag.untagged(stored);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            String compression = compression();
            if (compression != null) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionType(compression);
            }
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(plain), parameters);
            TIFFDirectory directory = TIFFDirectory.createFromMetadata(metadata);
            addFields(directory, kept, policy);
            writer.setOutput(out);
            writer.write(null, new IIOImage(plain, null, directory.getAsMetadata()), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Override
    public byte[] copy(PhotoMetadata kept, MetadataPolicy policy) throws IOException {
        // Thumbnails and location can lie anywhere in a TIFF file; only a new file is sure to be without them.
        return encode(decode(), kept, policy);
    }

    private void addFields(TIFFDirectory directory, PhotoMetadata kept, MetadataPolicy policy) {
        kept.icc().filter(TiffPhoto::isRgbOrGray).ifPresent(icc -> add(directory, ICC, "ICCProfile", icc));
        if (policy == MetadataPolicy.STRIP) {
            return;
        }
        for (int tag : DESCRIPTIVE) {
            if (fields.containsTIFFField(tag)) {
                directory.addTIFFField(fields.getTIFFField(tag));
            }
        }
        kept.xmp().ifPresent(xmp -> add(directory, XMP, "XMP", xmp));
        kept.photoshop().ifPresent(resources -> add(directory, PHOTOSHOP, "Photoshop", resources));
        boolean keepLocation = policy == MetadataPolicy.KEEP;
        bytes(fields, IPTC)
                .map(iptc -> keepLocation ? iptc : PhotoshopResources.withoutPlaces(iptc))
                .ifPresent(iptc -> add(directory, IPTC, "IPTC", iptc));
        addDirectory(directory, EXIF, keepLocation);
        if (keepLocation) {
            addDirectory(directory, GPS, true);
        }
    }

    private void addDirectory(TIFFDirectory directory, int pointer, boolean keepMakerNote) {
        TIFFField field = fields.getTIFFField(pointer);
        if (field != null && field.getData() instanceof TIFFDirectory nested) {
            TIFFDirectory cleaned = new TIFFDirectory(nested.getTagSets(), nested.getParentTag());
            for (TIFFField value : nested.getTIFFFields()) {
                if (keepMakerNote || value.getTagNumber() != ExifTIFFTagSet.TAG_MAKER_NOTE) {
                    cleaned.addTIFFField(value);
                }
            }
            directory.addTIFFField(new TIFFField(field.getTag(), TIFFTag.TIFF_IFD_POINTER, 1L, cleaned));
        }
    }

    private static void add(TIFFDirectory directory, int number, String name, byte[] data) {
        TIFFTag tag = new TIFFTag(name, number, 1 << TIFFTag.TIFF_UNDEFINED | 1 << TIFFTag.TIFF_BYTE);
        directory.addTIFFField(new TIFFField(tag, TIFFTag.TIFF_UNDEFINED, data.length, data));
    }

    /** The source's lossless compression; Deflate instead of a lossy or unknown one, null for none. */
    private String compression() {
        TIFFField field = fields.getTIFFField(BaselineTIFFTagSet.TAG_COMPRESSION);
        return switch (field == null ? BaselineTIFFTagSet.COMPRESSION_NONE : field.getAsInt(0)) {
            case BaselineTIFFTagSet.COMPRESSION_NONE -> null;
            case BaselineTIFFTagSet.COMPRESSION_LZW -> "LZW";
            case BaselineTIFFTagSet.COMPRESSION_PACKBITS -> "PackBits";
            case BaselineTIFFTagSet.COMPRESSION_ZLIB -> "ZLib";
            default -> "Deflate";
        };
    }

    private static boolean isRgbOrGray(byte[] icc) {
        return PhotoFormat.startsWith(icc, 16, "RGB ") || PhotoFormat.startsWith(icc, 16, "GRAY");
    }

    private static TIFFDirectory read(byte[] bytes, String name) throws IOException {
        ImageReader reader = platform(ImageIO.getImageReadersByFormatName("tiff"));
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, false);
            return TIFFDirectory.createFromMetadata(reader.getImageMetadata(0));
        } catch (IOException | RuntimeException e) {
            throw PhotoFormatException.corrupt(name, "or truncated: " + e.getMessage(), e);
        } finally {
            reader.dispose();
        }
    }

    private static void requireComplete(TIFFDirectory fields, byte[] bytes, String name) throws PhotoFormatException {
        requireInside(
                fields,
                BaselineTIFFTagSet.TAG_STRIP_OFFSETS,
                BaselineTIFFTagSet.TAG_STRIP_BYTE_COUNTS,
                bytes.length,
                name);
        requireInside(
                fields,
                BaselineTIFFTagSet.TAG_TILE_OFFSETS,
                BaselineTIFFTagSet.TAG_TILE_BYTE_COUNTS,
                bytes.length,
                name);
    }

    private static void requireInside(TIFFDirectory fields, int offsets, int counts, int length, String name)
            throws PhotoFormatException {
        TIFFField offset = fields.getTIFFField(offsets);
        TIFFField count = fields.getTIFFField(counts);
        if (offset != null && count != null) {
            for (int i = 0; i < Math.min(offset.getCount(), count.getCount()); i++) {
                if (offset.getAsLong(i) + count.getAsLong(i) > length) {
                    throw PhotoFormatException.truncated(name);
                }
            }
        }
    }

    private static Optional<byte[]> bytes(TIFFDirectory fields, int tag) {
        TIFFField field = fields.getTIFFField(tag);
        if (field == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(field.getAsBytes());
        } catch (ClassCastException e) {
            LOG.warn("dropped the TIFF field {}, which is not of bytes", tag);
            return Optional.empty();
        }
    }

    private static ImageWriter platformWriter() {
        return platform(ImageIO.getImageWritersByFormatName("tiff"));
    }

    /** Java's own plug-in, whose metadata are javax.imageio.plugins.tiff's. */
    private static <T> T platform(Iterator<T> plugins) {
        while (plugins.hasNext()) {
            T plugin = plugins.next();
            if ("java.desktop".equals(plugin.getClass().getModule().getName())) {
                return plugin;
            }
        }
        throw new IllegalStateException("this Java runtime lacks the TIFF plug-in of java.desktop");
    }
}
