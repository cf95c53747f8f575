package io.facecloak.internal.optimize;

import io.facecloak.internal.embedding.Embedding;
import io.facecloak.model.Embedder;
import io.facecloak.optimize.Gallery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes galleries of embeddings: a header that names the embedder, then one row of little-endian float32 per face. Read them with
 * {@link Gallery#ofEmbeddings(Path)}.
 */
public final class EmbeddingFile {

    private static final int BUFFER = 1 << 20;

    private EmbeddingFile() {}

    /**
     * Writes a file, or replaces it as a whole: it appears under its name only when it is complete.
     *
     * @param embedder the recogniser that the embeddings come from
     * @param embeddings at least one; iterated once, so a million need not be in memory
     * @throws IllegalArgumentException if there is no embedding, or one is not L2-normalised or not of the embedder's dimension
     * @throws IOException if the file cannot be written; what was there before is then unchanged
     */
    public static void write(Path file, Embedder embedder, Iterable<float[]> embeddings) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, file.getFileName().toString(), ".part");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.position(EmbeddingHeader.BYTES);
                long rows = writeRows(channel, embedder, embeddings);
                if (rows == 0) {
                    throw new IllegalArgumentException("embeddings must not be empty");
                }
                ByteBuffer header = EmbeddingHeader.of(embedder, rows).toBytes();
                channel.position(0);
                writeFully(channel, header);
                channel.force(true);
            }
            moveInto(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static long writeRows(FileChannel channel, Embedder embedder, Iterable<float[]> embeddings)
            throws IOException {
        int dimension = embedder.dimension();
        ByteBuffer buffer = ByteBuffer.allocateDirect(Math.max(BUFFER, dimension * Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        long rows = 0;
        for (float[] embedding : embeddings) {
            if (embedding.length != dimension) {
                throw new IllegalArgumentException(
                        "embedding " + rows + " must hold " + dimension + " values, but holds " + embedding.length);
            }
            Embedding.requireNormalised("embedding " + rows, embedding);
            if (buffer.remaining() < dimension * Float.BYTES) {
                writeFully(channel, buffer.flip());
                buffer.clear();
            }
            for (float value : embedding) {
                buffer.putFloat(value);
            }
            rows++;
        }
        writeFully(channel, buffer.flip());
        return rows;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void moveInto(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
