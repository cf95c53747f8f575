package io.facecloak.internal.image;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.internal.image.PngChunks.Chunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;

/** Metadata in PNG's ancillary chunks. */
final class PngMetadata {

    private static final String XMP = "XML:com.adobe.xmp";
    private static final String COPYRIGHT = "Copyright";

    /** How the numbers are to be shown; part of the picture, and never private. Each has a length of its own. */
    private static final Map<String, Integer> APPEARANCE = Map.of(
            "cHRM", 32, "gAMA", 4, "sRGB", 1, "cICP", 4, "mDCV", 24, "cLLI", 8, "mDCv", 24, "cLLi", 8, "pHYs", 9);

    private static final int TIME_LENGTH = 7;

    /** Keywords of texts that describe the picture: PNG's own but for the author, and ImageMagick's dates. */
    static final Pattern DESCRIPTIVE = Pattern.compile(
            "Title|Description|Copyright|Creation Time|Software|Disclaimer|Warning|Comment|Rating|date:\\w+",
            Pattern.CASE_INSENSITIVE);

    private static final String JPEG_PREFIX = "Exif\0\0";

    private PngMetadata() {}

    static PhotoMetadata read(List<Chunk> chunks) {
        return PhotoMetadata.of(
                Stream.concat(
                                chunks.stream()
                                        .filter(chunk -> chunk.type().equals("eXIf"))
                                        .map(Chunk::data),
                                texts(chunks).flatMap(text -> RawProfile.exif(text).stream()))
                        .map(PngMetadata::withoutPrefix)
                        .toList(),
                texts(chunks)
                        .filter(text -> text.keyword().equals(XMP))
                        .findFirst()
                        .map(PngText::value),
                first(chunks, "iCCP").flatMap(PngMetadata::profile),
                Optional.empty());
    }

    private static Stream<PngText> texts(List<Chunk> chunks) {
        return chunks.stream().map(PngText::of).flatMap(Optional::stream);
    }

    /** Whether a source's chunk goes into the written file as it is. */
    static boolean keeps(Chunk chunk, MetadataRules rules) {
        if (APPEARANCE.containsKey(chunk.type())) {
            return chunk.data().length == APPEARANCE.get(chunk.type());
        }
        if (rules.policy() == MetadataPolicy.STRIP) {
            return false;
        }
        return chunk.type().equals("tIME") && chunk.data().length == TIME_LENGTH
                || PngText.of(chunk).filter(text -> keeps(text, rules)).isPresent();
    }

    private static boolean keeps(PngText text, MetadataRules rules) {
        // XMP and ImageMagick's "raw profiles", EXIF with its thumbnail among them, are filtered and written elsewhere.
        return !text.keyword().equals(XMP)
                && !text.keyword().startsWith(RawProfile.KEYWORD)
                && !EmbeddedPictures.isIn(text.value())
                && (rules.policy().keepsPlaces() || !PlaceNames.isPlace(text.keyword()))
                && !(text.keyword().equalsIgnoreCase(COPYRIGHT)
                        ? rules.forbidPlace(text.value())
                        : rules.forbid(text.value()))
                && (rules.policy().keepsIdentities()
                        || DESCRIPTIVE.matcher(text.keyword()).matches());
    }

    /** The chunks that carry EXIF, XMP and the profile; all may stand before the pixels. */
    static List<Chunk> chunks(PhotoMetadata metadata) {
        return Stream.of(
                        metadata.icc().map(icc -> new Chunk("iCCP", deflatedProfile(icc))),
                        metadata.exif().map(exif -> new Chunk("eXIf", exif)),
                        metadata.xmp().map(xmp -> new Chunk("iTXt", concat(XMP + "\0\0\0\0\0", xmp))))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<byte[]> first(List<Chunk> chunks, String type) {
        return chunks.stream()
                .filter(chunk -> chunk.type().equals(type))
                .findFirst()
                .map(Chunk::data);
    }

    /** Some programs copy JPEG's prefix along. */
    private static byte[] withoutPrefix(byte[] exif) {
        return Signature.startsWith(exif, 0, JPEG_PREFIX)
                ? Arrays.copyOfRange(exif, JPEG_PREFIX.length(), exif.length)
                : exif;
    }

    /** iCCP: name, 0, method, zlib stream. */
    private static Optional<byte[]> profile(byte[] data) {
        int stream = PngText.indexOfZero(data, 0) + 2;
        return stream > data.length
                ? Optional.empty()
                : PngText.inflated(Arrays.copyOfRange(data, stream, data.length), "colour profile");
    }

    private static byte[] deflatedProfile(byte[] icc) {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(icc);
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to be written", e);
        }
        return concat("ICC profile\0\0", deflated.toByteArray());
    }

    private static byte[] concat(String latin1, byte[] data) {
        byte[] head = latin1.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(head, head.length + data.length);
        System.arraycopy(data, 0, all, head.length, data.length);
        return all;
    }
}
