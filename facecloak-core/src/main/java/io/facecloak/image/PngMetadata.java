package io.facecloak.image;

import io.facecloak.image.PngChunks.Chunk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Metadata in PNG's ancillary chunks. */
final class PngMetadata {

    private static final Logger LOG = LoggerFactory.getLogger(PngMetadata.class);

    private static final String XMP = "XML:com.adobe.xmp";

    /** How the numbers are to be shown; part of the picture, and never private. */
    private static final Set<String> APPEARANCE =
            Set.of("cHRM", "gAMA", "sRGB", "cICP", "mDCV", "cLLI", "mDCv", "cLLi", "pHYs");

    private static final Set<String> TEXT = Set.of("tEXt", "zTXt", "iTXt");

    /** Far above the size of sound profiles and packets; a few compressed bytes could swell to gigabytes. */
    private static final int MAX_INFLATED = 16 << 20;

    private PngMetadata() {}

    static PhotoMetadata read(List<Chunk> chunks) {
        return PhotoMetadata.of(
                first(chunks, "eXIf"),
                chunks.stream()
                        .filter(chunk ->
                                chunk.type().equals("iTXt") && keyword(chunk).equals(XMP))
                        .findFirst()
                        .flatMap(PngMetadata::internationalText),
                first(chunks, "iCCP").flatMap(PngMetadata::profile),
                Optional.empty());
    }

    /** Whether a source's chunk goes into the written file as it is. */
    static boolean keeps(Chunk chunk, MetadataPolicy policy) {
        if (APPEARANCE.contains(chunk.type())) {
            return true;
        }
        if (policy == MetadataPolicy.STRIP) {
            return false;
        }
        if (!TEXT.contains(chunk.type())) {
            return chunk.type().equals("tIME");
        }
        String keyword = keyword(chunk);
        boolean location = keyword.toLowerCase(Locale.ROOT).contains("gps");
        // "Raw profile type" is ImageMagick's way to hide EXIF and its thumbnail in a text.
        return !keyword.equals(XMP)
                && !keyword.startsWith("Raw profile type")
                && (policy == MetadataPolicy.KEEP || !location);
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

    private static String keyword(Chunk text) {
        return new String(text.data(), 0, indexOfZero(text.data(), 0), StandardCharsets.ISO_8859_1);
    }

    /** iTXt: keyword, 0, compressed?, method, language, 0, translated keyword, 0, text. */
    private static Optional<byte[]> internationalText(Chunk chunk) {
        byte[] data = chunk.data();
        int flags = indexOfZero(data, 0) + 1;
        int translated = indexOfZero(data, flags + 2) + 1;
        int text = indexOfZero(data, translated) + 1;
        if (text > data.length) {
            return Optional.empty();
        }
        byte[] stored = Arrays.copyOfRange(data, text, data.length);
        return data[flags] == 0 ? Optional.of(stored) : inflated(stored, "XMP");
    }

    /** iCCP: name, 0, method, zlib stream. */
    private static Optional<byte[]> profile(byte[] data) {
        int stream = indexOfZero(data, 0) + 2;
        return stream > data.length
                ? Optional.empty()
                : inflated(Arrays.copyOfRange(data, stream, data.length), "colour profile");
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

    private static Optional<byte[]> inflated(byte[] stored, String what) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(stored))) {
            byte[] plain = in.readNBytes(MAX_INFLATED + 1);
            if (plain.length <= MAX_INFLATED) {
                return Optional.of(plain);
            }
            LOG.warn("dropped a {} of more than {} bytes", what, MAX_INFLATED);
        } catch (IOException e) {
            LOG.warn("dropped a {} that is not legible: {}", what, e.toString());
        }
        return Optional.empty();
    }

    private static int indexOfZero(byte[] data, int from) {
        int at = from;
        while (at < data.length && data[at] != 0) {
            at++;
        }
        return at;
    }

    private static byte[] concat(String latin1, byte[] data) {
        byte[] head = latin1.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(head, head.length + data.length);
        System.arraycopy(data, 0, all, head.length, data.length);
        return all;
    }
}
