package io.facecloak.optimize;

import io.facecloak.model.Embedder;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A gallery of embeddings in a memory-mapped file, searched in one sequential pass. */
final class MappedGallery implements Gallery {

    /** A mapping holds less than 2 GiB; a larger file is mapped in parts of about this size. */
    private static final long PART_BYTES = 1L << 30;

    private final Path file;
    private final EmbeddingHeader header;
    /** Whole rows each; null once closed. */
    private volatile List<FloatBuffer> parts;

    MappedGallery(Path file) throws IOException {
        this(file, PART_BYTES);
    }

    MappedGallery(Path file, long partBytes) throws IOException {
        this.file = file;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            header = EmbeddingHeader.read(file, channel);
            long rowsPerPart = Math.max(1, partBytes / header.rowBytes());
            List<FloatBuffer> mapped = new ArrayList<>();
            for (long row = 0; row < header.rows(); row += rowsPerPart) {
                long rows = Math.min(rowsPerPart, header.rows() - row);
                mapped.add(channel.map(
                                FileChannel.MapMode.READ_ONLY,
                                EmbeddingHeader.BYTES + row * header.rowBytes(),
                                rows * header.rowBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer());
            }
            parts = List.copyOf(mapped);
        }
    }

    @Override
    public Extremes extremes(Embedder embedder, float[] probe) {
        List<FloatBuffer> open = parts;
        if (open == null) {
            throw new IllegalStateException("the gallery " + file + " is closed");
        }
        if (!header.fingerprint().equals(embedder.fingerprint()) || header.dimension() != embedder.dimension()) {
            throw new IllegalArgumentException("the gallery " + file + " holds embeddings of "
                    + describe(header.name(), header.dimension(), header.fingerprint())
                    + ", but the probe is one of "
                    + describe(embedder.name(), embedder.dimension(), embedder.fingerprint()));
        }
        ExtremesSearch search = new ExtremesSearch(embedder, probe);
        float[] row = new float[header.dimension()];
        for (FloatBuffer part : open) {
            for (int start = 0; start < part.limit(); start += row.length) {
                part.get(start, row);
                search.offer(row);
            }
        }
        return search.found(file);
    }

    private static String describe(String name, int dimension, String fingerprint) {
        return name + " (" + dimension + " values, fingerprint " + fingerprint + ")";
    }

    /** The pages are given back when the mapping is collected: Java has no way to unmap at once. */
    @Override
    public void close() {
        parts = null;
    }
}
