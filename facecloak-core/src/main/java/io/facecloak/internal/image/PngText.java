package io.facecloak.internal.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A text of a PNG file (tEXt, zTXt, iTXt).
 *
 * @param value in Latin-1, or UTF-8 from iTXt; no longer compressed
 */
record PngText(String keyword, byte[] value) {

    private static final Logger LOG = LoggerFactory.getLogger(PngText.class);

    /** Far above the size of sound profiles and packets; a few compressed bytes could swell to gigabytes. */
    private static final int MAX_INFLATED = 16 << 20;

    /** @return empty for chunks that are no legible text */
    static Optional<PngText> of(PngChunks.Chunk chunk) {
        byte[] data = chunk.data();
        int end = indexOfZero(data, 0);
        String keyword = new String(data, 0, end, StandardCharsets.ISO_8859_1);
        Optional<byte[]> value =
                switch (chunk.type()) {
                    case "tEXt" -> from(data, end + 1);
                    case "zTXt" -> from(data, end + 2).flatMap(stored -> inflated(stored, "text"));
                    case "iTXt" -> international(data, end + 1);
                    default -> Optional.empty();
                };
        return value.map(text -> new PngText(keyword, text));
    }

    /** Compressed?, method, language, 0, translated keyword, 0, text. */
    private static Optional<byte[]> international(byte[] data, int flags) {
        int translated = indexOfZero(data, flags + 2) + 1;
        int text = indexOfZero(data, translated) + 1;
        Optional<byte[]> stored = from(data, text);
        return stored.isEmpty() || data[flags] == 0 ? stored : inflated(stored.get(), "text");
    }

    private static Optional<byte[]> from(byte[] data, int start) {
        return start > data.length ? Optional.empty() : Optional.of(Arrays.copyOfRange(data, start, data.length));
    }

    /** @param what for messages */
    static Optional<byte[]> inflated(byte[] stored, String what) {
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

    static int indexOfZero(byte[] data, int from) {
        int at = from;
        while (at < data.length && data[at] != 0) {
            at++;
        }
        return at;
    }
}
