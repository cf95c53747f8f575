package io.facecloak.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.apache.commons.imaging.formats.tiff.TiffField;
import org.apache.commons.imaging.formats.tiff.TiffImageMetadata;
import org.apache.commons.imaging.formats.tiff.constants.DngTagConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffDirectoryConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;
import org.apache.commons.imaging.formats.tiff.fieldtypes.AbstractFieldType;
import org.apache.commons.imaging.formats.tiff.taginfos.TagInfo;
import org.apache.commons.imaging.formats.tiff.write.TiffImageWriterLossy;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputDirectory;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputField;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputSet;

/** A TIFF file: metadata are fields beside those that describe the pixels. */
final class TiffPhoto extends PluginPhoto {

    private static final int XMP = TiffTagConstants.TIFF_TAG_XMP.tag;
    private static final int IPTC = 33723;
    private static final int PHOTOSHOP = 34377;
    private static final int ICC = 34675;

    /** Root fields that stay as they are; the others describe the pixels, which the encoder does itself, or are filtered. */
    private static final int[] DESCRIPTIVE = {
        TiffTagConstants.TIFF_TAG_DOCUMENT_NAME.tag,
        TiffTagConstants.TIFF_TAG_IMAGE_DESCRIPTION.tag,
        TiffTagConstants.TIFF_TAG_MAKE.tag,
        TiffTagConstants.TIFF_TAG_MODEL.tag,
        TiffTagConstants.TIFF_TAG_XRESOLUTION.tag,
        TiffTagConstants.TIFF_TAG_YRESOLUTION.tag,
        TiffTagConstants.TIFF_TAG_RESOLUTION_UNIT.tag,
        TiffTagConstants.TIFF_TAG_SOFTWARE.tag,
        TiffTagConstants.TIFF_TAG_DATE_TIME.tag,
        TiffTagConstants.TIFF_TAG_ARTIST.tag,
        TiffTagConstants.TIFF_TAG_HOST_COMPUTER.tag,
        TiffTagConstants.TIFF_TAG_COPYRIGHT.tag,
        TiffTagConstants.TIFF_TAG_ORIENTATION.tag
    };

    private final TiffImageMetadata fields;

    private TiffPhoto(String name, byte[] bytes, TiffImageMetadata fields, PhotoMetadata metadata) throws IOException {
        super(name, PhotoFormat.TIFF, bytes, metadata);
        this.fields = fields;
    }

    static TiffPhoto parse(byte[] bytes, String name) throws IOException {
        TiffStructure.requireComplete(bytes, name);
        TiffImageMetadata fields;
        try {
            fields = ExifBlock.metadata(bytes, false);
        } catch (IOException | RuntimeException e) {
            throw PhotoFormatException.corrupt(name, String.valueOf(e.getMessage()), e);
        }
        if (isRaw(bytes, fields)) {
            throw new PhotoFormatException(
                    name + " is a raw photo, or a TIFF photo whose first picture is a mere preview;"
                            + " convert it to JPEG, PNG or plain TIFF");
        }
        PhotoMetadata metadata = new PhotoMetadata(
                Optional.empty(),
                bytes(fields, XMP),
                bytes(fields, ICC),
                bytes(fields, PHOTOSHOP),
                ExifBlock.orientation(bytes));
        return new TiffPhoto(name, bytes, fields, metadata);
    }

    /** Raw photos (DNG, NEF, CR2, ARW, ...) are TIFF files that begin with a preview, not with the photo. */
    private static boolean isRaw(byte[] bytes, TiffImageMetadata fields) throws IOException {
        if (PhotoFormat.startsWith(bytes, 8, "CR") || fields.findField(DngTagConstants.EXIF_TAG_DNG_VERSION) != null) {
            return true;
        }
        TiffField kind = fields.findField(TiffTagConstants.TIFF_TAG_NEW_SUBFILE_TYPE);
        return kind != null && kind.getValue() instanceof Number type && (type.intValue() & 1) == 1;
    }

    @Override
    public PhotoFormat writtenAs(BufferedImage stored) {
        return PhotoFormat.TIFF;
    }

    @Override
    public byte[] encode(BufferedImage stored, PhotoMetadata kept, MetadataPolicy policy) throws IOException {
        TiffOutputSet set = ExifBlock.metadata(pixels(stored), true).getOutputSet();
        TiffOutputDirectory root = set.getRootDirectory();
        kept.icc().filter(TiffPhoto::isRgbOrGray).ifPresent(icc -> put(root, ICC, AbstractFieldType.UNDEFINED, icc));
        kept.xmp().ifPresent(xmp -> put(root, XMP, AbstractFieldType.BYTE, xmp));
        kept.photoshop().ifPresent(resources -> put(root, PHOTOSHOP, AbstractFieldType.BYTE, resources));
        if (policy != MetadataPolicy.STRIP) {
            addFields(set, root, policy == MetadataPolicy.KEEP);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TiffImageWriterLossy(set.byteOrder).write(out, set);
        return out.toByteArray();
    }

    @Override
    public byte[] copy(PhotoMetadata kept, MetadataPolicy policy) throws IOException {
        // Thumbnails and the location can lie anywhere in a TIFF file; only a new file is sure to be without them.
        return encode(decode(), kept, policy);
    }

    boolean hasExif() {
        return fields.findDirectory(TiffDirectoryConstants.DIRECTORY_TYPE_EXIF) != null;
    }

    private void addFields(TiffOutputSet set, TiffOutputDirectory root, boolean keepLocation) throws IOException {
        TiffOutputSet source = ExifBlock.metadata(bytes(), false).getOutputSet();
        for (TiffOutputDirectory directory : source) {
            if (directory.getType() == TiffDirectoryConstants.DIRECTORY_TYPE_ROOT) {
                for (int tag : DESCRIPTIVE) {
                    TiffOutputField field = directory.findField(tag);
                    if (field != null) {
                        root.removeField(tag);
                        root.add(field);
                    }
                }
            } else if (ExifBlock.keeps(directory.getType(), keepLocation)) {
                set.addDirectory(ExifBlock.cleaned(directory, source.byteOrder, keepLocation));
            }
        }
        bytes(fields, IPTC)
                .map(iptc -> keepLocation ? iptc : PhotoshopResources.withoutPlaces(iptc))
                .ifPresent(iptc -> put(root, IPTC, AbstractFieldType.UNDEFINED, iptc));
    }

    private static void put(TiffOutputDirectory directory, int tag, AbstractFieldType type, byte[] data) {
        directory.removeField(tag);
        TagInfo info = new TagInfo("Embedded metadata", tag, type);
        directory.add(new TiffOutputField(info, type, data.length, data));
    }

    /** A TIFF file with nothing but pixels, in the byte order of the source, whose fields keep their bytes. */
    private byte[] pixels(BufferedImage stored) throws IOException {
        ImageWriter writer = platformWriter();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            String compression = compression();
            if (compression != null) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionType(compression);
            }
            writer.setOutput(out);
            writer.write(
                    sameByteOrder(writer.getDefaultStreamMetadata(parameters)),
                    new IIOImage(ColorTag.untagged(stored), null, null),
                    parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private IIOMetadata sameByteOrder(IIOMetadata stream) throws IOException {
        String format = stream.getNativeMetadataFormatName();
        IIOMetadataNode order = new IIOMetadataNode("ByteOrder");
        order.setAttribute("value", fields.contents.header.byteOrder.toString());
        IIOMetadataNode root = new IIOMetadataNode(format);
        root.appendChild(order);
        stream.setFromTree(format, root);
        return stream;
    }

    /** The source's lossless compression; Deflate instead of a lossy or unknown one, null for none. */
    private String compression() throws IOException {
        TiffField field = fields.findField(TiffTagConstants.TIFF_TAG_COMPRESSION);
        return switch (field == null ? TiffConstants.COMPRESSION_UNCOMPRESSED : field.getIntValue()) {
            case TiffConstants.COMPRESSION_UNCOMPRESSED -> null;
            case TiffConstants.COMPRESSION_LZW -> "LZW";
            case TiffConstants.COMPRESSION_PACKBITS -> "PackBits";
            case TiffConstants.COMPRESSION_DEFLATE_ADOBE -> "ZLib";
            default -> "Deflate";
        };
    }

    /** The profile of inks does not describe the RGB picture they were decoded to. */
    private static boolean isRgbOrGray(byte[] icc) {
        return PhotoFormat.startsWith(icc, 16, "RGB ") || PhotoFormat.startsWith(icc, 16, "GRAY");
    }

    private static Optional<byte[]> bytes(TiffImageMetadata fields, int tag) {
        return fields.contents.directories.stream()
                .filter(directory -> directory.type == TiffDirectoryConstants.DIRECTORY_TYPE_ROOT)
                .flatMap(directory -> directory.getDirectoryEntries().stream())
                .filter(field -> field.getTag() == tag)
                .findFirst()
                .map(TiffField::getByteArrayValue);
    }

    /** Java's own encoder writes every depth. */
    private static ImageWriter platformWriter() {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("tiff");
        while (writers.hasNext()) {
            ImageWriter writer = writers.next();
            if ("java.desktop".equals(writer.getClass().getModule().getName())) {
                return writer;
            }
        }
        throw new IllegalStateException("this Java runtime lacks the TIFF encoder of java.desktop");
    }
}
