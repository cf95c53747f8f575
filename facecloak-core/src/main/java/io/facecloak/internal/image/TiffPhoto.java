package io.facecloak.internal.image;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoNote;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A TIFF file: metadata are fields beside those that describe the pixels. */
final class TiffPhoto extends PluginPhoto {

    private static final int COMPRESSION = 0x0103;
    private static final int EXTRA_SAMPLES = 0x0152;
    private static final int ASSOCIATED_ALPHA = 1;

    private static final int LZW = 5;
    private static final int ZLIB = 8;
    private static final int PACKBITS = 32773;
    private static final int OLD_ZLIB = 32946;

    private final TiffStructure source;

    private TiffPhoto(String name, byte[] pixels, TiffStructure source, PhotoMetadata metadata) throws IOException {
        super(name, PhotoFormat.TIFF, pixels, metadata);
        this.source = source;
    }

    static TiffPhoto parse(byte[] bytes, String name) throws IOException {
        if (bytes.length < 8) {
            throw PhotoFormatException.truncated(name);
        }
        TiffStructure source = TiffStructure.parse(bytes).orElseThrow(() -> PhotoFormatException.truncated(name));
        RawPhotos.refuse(bytes, source, name);
        TiffPixels.requireComplete(bytes, source, name);
        PhotoMetadata metadata = new PhotoMetadata(
                Optional.empty(),
                value(source, ExifTags.XMP),
                value(source, ExifTags.ICC),
                value(source, ExifTags.PHOTOSHOP),
                source.orientation().orElse(Orientation.NORMAL));
        return new TiffPhoto(name, TiffPixels.bare(bytes, source), source, metadata);
    }

    private static long number(TiffStructure source, int tag, long otherwise) {
        return source.root()
                .find(tag)
                .map(entry -> entry.numbers(source.order()))
                .filter(numbers -> numbers.length > 0)
                .map(numbers -> numbers[0])
                .orElse(otherwise);
    }

    private static Optional<byte[]> value(TiffStructure source, int tag) {
        return source.root().find(tag).map(TiffEntry::value);
    }

    @Override
    public PhotoFormat writtenAs(BufferedImage stored) {
        return PhotoFormat.TIFF;
    }

    @Override
    public byte[] encode(BufferedImage stored, PhotoMetadata kept, MetadataRules rules) throws IOException {
        BufferedImage picture = ColorTag.untagged(stored);
        boolean predicted = predicts() && TiffPredictor.fits(picture);
        byte[] pixels = pixels(predicted ? TiffPredictor.differences(picture) : picture);
        TiffStructure plain =
                TiffStructure.parse(pixels).orElseThrow(() -> new IOException("the TIFF encoder wrote no directory"));
        TiffStructure encoded = predicted
                ? plain.withRoot(root ->
                        root.with(TiffEntry.ofShort(TiffPredictor.TAG, TiffPredictor.HORIZONTAL, plain.order())))
                : plain;
        return TiffWriter.appended(pixels, described(encoded, kept, rules));
    }

    /** The encoder's directory with the source's metadata. */
    private TiffStructure described(TiffStructure encoded, PhotoMetadata kept, MetadataRules rules) {
        TiffStructure metadata = rules.policy() == MetadataPolicy.STRIP
                ? new TiffStructure(
                        source.order(),
                        TiffDirectory.EMPTY,
                        TiffDirectory.EMPTY,
                        TiffDirectory.EMPTY,
                        TiffDirectory.EMPTY,
                        1)
                : new ExifFilter(rules).filtered(source);
        TiffDirectory root = encoded.root();
        for (TiffEntry entry : metadata.root().entries()) {
            if (!ExifTags.PIXELS.contains(entry.tag()) && entry.tag() != ExifTags.ICC) {
                root = root.with(entry);
            }
        }
        root = with(root, ExifTags.ICC, TiffEntry.UNDEFINED, kept.icc().filter(TiffPhoto::isRgbOrGray));
        root = with(root, ExifTags.XMP, TiffEntry.BYTE, kept.xmp());
        root = with(root, ExifTags.PHOTOSHOP, TiffEntry.BYTE, kept.photoshop());
        if (rules.policy() != MetadataPolicy.STRIP) {
            Optional<byte[]> iptc = value(source, ExifTags.IPTC).map(records -> IptcRecords.filtered(records, rules));
            root = with(root, ExifTags.IPTC, TiffEntry.UNDEFINED, iptc);
        }
        if (root.find(EXTRA_SAMPLES).isPresent() && number(source, EXTRA_SAMPLES, 0) == ASSOCIATED_ALPHA) {
            root = root.with(TiffEntry.ofShort(EXTRA_SAMPLES, ASSOCIATED_ALPHA, source.order()));
        }
        return new TiffStructure(source.order(), root, metadata.exif(), metadata.interoperability(), metadata.gps(), 1);
    }

    private static TiffDirectory with(TiffDirectory directory, int tag, int type, Optional<byte[]> value) {
        return value.filter(bytes -> bytes.length > 0)
                .map(bytes -> directory.with(TiffEntry.of(tag, type, bytes)))
                .orElse(directory);
    }

    @Override
    public byte[] copy(PhotoMetadata kept, MetadataRules rules) throws IOException {
        // Thumbnails and the location can lie anywhere in a TIFF file; only a new file is sure to be without them.
        return encode(decode(), kept, rules);
    }

    @Override
    public Set<PhotoNote> companions() {
        return source.directories() > 1 ? Set.of(PhotoNote.FURTHER_PICTURES_LOST) : Set.of();
    }

    boolean hasExif() {
        return !source.exif().isEmpty();
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
                    new IIOImage(stored, null, null),
                    parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private IIOMetadata sameByteOrder(IIOMetadata stream) throws IOException {
        String format = stream.getNativeMetadataFormatName();
        IIOMetadataNode order = new IIOMetadataNode("ByteOrder");
        order.setAttribute("value", source.order().toString());
        IIOMetadataNode root = new IIOMetadataNode(format);
        root.appendChild(order);
        stream.setFromTree(format, root);
        return stream;
    }

    /** The source's lossless compression; Deflate instead of a lossy or unknown one, null for none. */
    private String compression() {
        return switch ((int) number(source, COMPRESSION, 1)) {
            case 1 -> null;
            case LZW -> "LZW";
            case PACKBITS -> "PackBits";
            case ZLIB -> "ZLib";
            default -> "Deflate";
        };
    }

    /** As the source does; always where its compression was another, such as JPEG. */
    private boolean predicts() {
        return switch ((int) number(source, COMPRESSION, 1)) {
            case 1, PACKBITS -> false;
            case LZW, ZLIB, OLD_ZLIB -> number(source, TiffPredictor.TAG, 1) == TiffPredictor.HORIZONTAL;
            default -> true;
        };
    }

    /** The profile of inks does not describe the RGB picture they were decoded to. */
    private static boolean isRgbOrGray(byte[] icc) {
        return Signature.startsWith(icc, 16, "RGB ") || Signature.startsWith(icc, 16, "GRAY");
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
