package io.facecloak.optimize;

import io.facecloak.array.ArrayEngine;
import io.facecloak.internal.optimize.EmbeddingFile;
import io.facecloak.internal.optimize.EmbeddingHeader;
import io.facecloak.model.Embedder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A gallery of one recogniser's embeddings in the format of {@link EmbeddingFile}, searched in one sequential pass: the array engine
 * multiplies blocks of rows with the probe, and rows that may be an extreme are looked at once more in double precision. So the result does not
 * depend on the engine.
 */
final class EmbeddingGallery implements Gallery {

    /** A mapping holds less than 2 GiB; a larger file is mapped in parts of about this size. */
    private static final long PART_BYTES = 1L << 30;

    /** Values that are multiplied at a time: 8 MiB. */
    private static final int BLOCK = 1 << 21;

    /** Smaller files are read, so that what happens to them later does no harm. */
    private static final long MAPPED_FROM_BYTES = 32L << 20;

    private final String name;
    private final EmbeddingHeader header;
    private final Supplier<ArrayEngine> engine;
    /** The mapped file, or null if the rows are in memory. No channel, which an interrupted thread would close for all. */
    private final RandomAccessFile mapped;

    /** Whole rows each; null once closed. */
    private volatile List<FloatBuffer> parts;

    private EmbeddingGallery(
            String name,
            EmbeddingHeader header,
            List<FloatBuffer> parts,
            RandomAccessFile mapped,
            Supplier<ArrayEngine> engine) {
        this.name = name;
        this.header = header;
        this.engine = engine;
        this.parts = List.copyOf(parts);
        this.mapped = mapped;
    }

    /** Reads a file, or maps it into memory if it is large. */
    static EmbeddingGallery open(Path file) throws IOException {
        return Files.size(file) < MAPPED_FROM_BYTES
                ? of(file.toString(), Files.readAllBytes(file))
                : map(file, PART_BYTES);
    }

    static EmbeddingGallery map(Path file, long partBytes) throws IOException {
        RandomAccessFile mapped = new RandomAccessFile(file.toFile(), "r");
        try {
            FileChannel channel = mapped.getChannel();
            EmbeddingHeader header = EmbeddingHeader.read(file.toString(), channel);
            long rowsPerPart = Math.max(1, partBytes / header.rowBytes());
            List<FloatBuffer> parts = new ArrayList<>();
            for (long row = 0; row < header.rows(); row += rowsPerPart) {
                long rows = Math.min(rowsPerPart, header.rows() - row);
                parts.add(channel.map(
                                FileChannel.MapMode.READ_ONLY,
                                EmbeddingHeader.BYTES + row * header.rowBytes(),
                                rows * header.rowBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer());
            }
            return new EmbeddingGallery(file.toString(), header, parts, mapped, ArrayEngine::configured);
        } catch (Throwable e) {
            mapped.close();
            throw e;
        }
    }

    /** A whole file that is in memory already. */
    static EmbeddingGallery of(String name, byte[] file) throws IOException {
        return of(name, file, ArrayEngine::configured);
    }

    static EmbeddingGallery of(String name, byte[] file, Supplier<ArrayEngine> engine) throws IOException {
        EmbeddingHeader header = EmbeddingHeader.read(name, file);
        FloatBuffer rows = ByteBuffer.wrap(file, EmbeddingHeader.BYTES, file.length - EmbeddingHeader.BYTES)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        return new EmbeddingGallery(name, header, List.of(rows), null, engine);
    }

    /** The fingerprint of the recogniser that the embeddings come from. */
    String fingerprint() {
        return header.fingerprint();
    }

    /** The name of that recogniser. */
    String recogniser() {
        return header.name();
    }

    @Override
    public Extremes extremes(Embedder embedder, float[] probe) {
        List<FloatBuffer> open = parts;
        if (open == null) {
            throw new IllegalStateException("the gallery " + name + " is closed");
        }
        if (!header.fingerprint().equals(embedder.fingerprint()) || header.dimension() != embedder.dimension()) {
            throw new IllegalArgumentException("the gallery " + name + " holds embeddings of "
                    + describe(header.name(), header.dimension(), header.fingerprint())
                    + ", but the probe is one of "
                    + describe(embedder.name(), embedder.dimension(), embedder.fingerprint()));
        }
        requireWhole();
        ExtremesSearch search = new ExtremesSearch(embedder, probe);
        try {
            offer(open, probe, search);
            return search.found(name);
        } catch (InternalError e) {
            // What Java makes, sooner or later, of pages that a mapped file loses while they are read.
            throw truncated(e);
        }
    }

    /** Lost pages are better noticed before they are touched: the error that they cause may reach any later instruction. */
    private void requireWhole() {
        try {
            if (mapped != null && mapped.length() < EmbeddingHeader.BYTES + header.rows() * header.rowBytes()) {
                throw truncated(null);
            }
        } catch (IOException e) {
            throw truncated(e);
        }
    }

    private IllegalStateException truncated(Throwable cause) {
        return new IllegalStateException(
                "the gallery " + name + " was truncated, or its disk failed, while it was open: restore the file"
                        + " and open it again",
                cause);
    }

    private void offer(List<FloatBuffer> rows, float[] probe, ExtremesSearch search) {
        float[] row = new float[header.dimension()];
        double tolerance = ArrayEngine.tolerance(probe);
        int blockLength = Math.max(1, BLOCK / row.length) * row.length;
        for (FloatBuffer part : rows) {
            for (int start = 0; start < part.limit(); start += blockLength) {
                FloatBuffer block = part.slice(start, Math.min(blockLength, part.limit() - start));
                float[] similarities = engine.get().products(new float[][] {probe}, block)[0];
                for (int r = 0; r < similarities.length; r++) {
                    if (search.mayFind(similarities[r], tolerance)) {
                        block.get(r * row.length, row);
                        search.offer(row);
                    }
                }
            }
        }
    }

    private static String describe(String name, int dimension, String fingerprint) {
        return name + " (" + dimension + " values, fingerprint " + fingerprint + ")";
    }

    /** Mapped pages are given back when the mapping is collected: Java has no way to unmap at once. */
    @Override
    public void close() {
        parts = null;
        if (mapped != null) {
            try {
                mapped.close();
            } catch (IOException e) {
                throw new UncheckedIOException("could not close the gallery " + name, e);
            }
        }
    }
}
