package io.facecloak.internal.optimize;

import io.facecloak.model.Embedder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * The first {@value #BYTES} bytes of an embedding file, little-endian: 8 bytes magic, int version, int dimension, long rows, then the
 * fingerprint and the name of the embedder, each as an int length and UTF-8 bytes; the rest is zero.
 */
public record EmbeddingHeader(int dimension, long rows, String fingerprint, String name) {

    public static final int BYTES = 4096;

    private static final long MAGIC = ByteBuffer.wrap("FCLKEMBS".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    private static final int VERSION = 1;
    private static final int MAX_DIMENSION = 1 << 16;
    private static final int MAX_TEXT = 1024;

    static EmbeddingHeader of(Embedder embedder, long rows) {
        return new EmbeddingHeader(embedder.dimension(), rows, embedder.fingerprint(), embedder.name());
    }

    public int rowBytes() {
        return dimension * Float.BYTES;
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(dimension).putLong(rows);
        putText(bytes, "fingerprint", fingerprint);
        putText(bytes, "name", name);
        return bytes.rewind();
    }

    /** Reads the header of a file and checks it against the file's length. */
    public static EmbeddingHeader read(String file, FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
            // Reads until the header is complete or the file ends.
        }
        return read(file, bytes.flip(), channel.size());
    }

    /** Reads the header of a file that is in memory and checks it against the file's length. */
    public static EmbeddingHeader read(String file, byte[] content) throws IOException {
        return read(file, ByteBuffer.wrap(content, 0, Math.min(BYTES, content.length)), content.length);
    }

    private static EmbeddingHeader read(String file, ByteBuffer bytes, long size) throws IOException {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < Long.BYTES || bytes.getLong() != MAGIC) {
            throw new IOException(file + " is not an embedding file");
        }
        EmbeddingHeader header;
        try {
            int version = bytes.getInt();
            if (version != VERSION) {
                throw new IOException(file + " has version " + version + ", but this library reads version " + VERSION);
            }
            header = new EmbeddingHeader(bytes.getInt(), bytes.getLong(), text(file, bytes), text(file, bytes));
        } catch (BufferUnderflowException e) {
            throw truncated(file, e);
        }
        if (header.dimension < 1 || header.dimension > MAX_DIMENSION || header.rows < 1) {
            throw new IOException(
                    file + " is corrupt: " + header.rows + " embeddings of " + header.dimension + " values");
        }
        if (size < BYTES || (size - BYTES) / header.rowBytes() < header.rows) {
            throw truncated(file, null);
        }
        if (size != BYTES + header.rows * header.rowBytes()) {
            throw new IOException(file + " is corrupt: bytes after the last embedding");
        }
        return header;
    }

    private static IOException truncated(String file, Exception cause) {
        IOException e = new EOFException(file + " is truncated");
        e.initCause(cause);
        return e;
    }

    private static void putText(ByteBuffer bytes, String field, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "an embedder's " + field + " must have at most " + MAX_TEXT + " bytes, but has " + utf8.length);
        }
        bytes.putInt(utf8.length).put(utf8);
    }

    private static String text(String file, ByteBuffer bytes) throws IOException {
        int length = bytes.getInt();
        if (length < 0 || length > MAX_TEXT) {
            throw new IOException(file + " is corrupt: a text of " + length + " bytes");
        }
        byte[] utf8 = new byte[length];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
