package io.facecloak.evaluation;

import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.internal.storage.Folders;
import io.facecloak.internal.storage.Sha256;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One folder per recogniser, one file per batch. A file is little-endian: 8 bytes magic, int dimension, int count, then per photo its key
 * (32 bytes), a byte that is 1 if there is a face, and that many floats; at the end the SHA-256 of all that. Thread-safe.
 */
final class EmbeddingFolder implements EmbeddingCache {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddingFolder.class);
    private static final long MAGIC = 0x31484354424d4546L; // "FEMBTCH1"
    private static final String SUFFIX = ".batch";
    private static final int MAX_DIMENSION = 1 << 16;

    private final Path folder;
    private final Map<String, Map<String, Optional<float[]>>> known = new HashMap<>();

    EmbeddingFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public synchronized Optional<Optional<float[]>> find(String fingerprint, String key) throws IOException {
        return Optional.ofNullable(of(fingerprint).get(key));
    }

    @Override
    public synchronized void add(String fingerprint, Map<String, Optional<float[]>> embeddings) throws IOException {
        if (embeddings.isEmpty()) {
            return;
        }
        byte[] bytes = encode(new TreeMap<>(embeddings));
        Path place = placeOf(fingerprint);
        Folders.createOwn(place);
        // Named by content: the same batch written twice is one file.
        AtomicFile.writeSecret(place.resolve(Sha256.hex(bytes).substring(0, 32) + SUFFIX), bytes, existing -> {});
        of(fingerprint).putAll(embeddings);
    }

    private Map<String, Optional<float[]>> of(String fingerprint) throws IOException {
        Map<String, Optional<float[]>> entries = known.get(fingerprint);
        if (entries == null) {
            entries = readAll(placeOf(fingerprint));
            known.put(fingerprint, entries);
        }
        return entries;
    }

    /** Fingerprints may hold anything, hence the hash. */
    private Path placeOf(String fingerprint) {
        return folder.resolve(Sha256.hex(fingerprint).substring(0, 32));
    }

    private static Map<String, Optional<float[]>> readAll(Path place) throws IOException {
        Map<String, Optional<float[]>> entries = new HashMap<>();
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.list(place)) {
                for (Path file : files.filter(file -> file.toString().endsWith(SUFFIX))
                        .sorted()
                        .toList()) {
                    decode(file, entries);
                }
            }
        }
        return entries;
    }

    private static byte[] encode(SortedMap<String, Optional<float[]>> embeddings) {
        int dimension = embeddings.values().stream()
                .flatMap(Optional::stream)
                .mapToInt(embedding -> embedding.length)
                .findFirst()
                .orElse(0);
        int size = Long.BYTES + 2 * Integer.BYTES;
        for (Optional<float[]> embedding : embeddings.values()) {
            size += Sha256.BYTES + 1 + (embedding.isPresent() ? dimension * Float.BYTES : 0);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size + Sha256.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(dimension).putInt(embeddings.size());
        embeddings.forEach((key, embedding) -> {
            bytes.put(HexFormat.of().parseHex(key)).put((byte) (embedding.isPresent() ? 1 : 0));
            embedding.ifPresent(values -> {
                if (values.length != dimension) {
                    throw new IllegalArgumentException("embeddings of one batch must be of one length, but have "
                            + dimension + " and " + values.length + " values");
                }
                for (float value : values) {
                    bytes.putFloat(value);
                }
            });
        });
        bytes.put(Sha256.digest(Arrays.copyOf(bytes.array(), size)));
        return bytes.array();
    }

    private static void decode(Path file, Map<String, Optional<float[]>> entries) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int size = content.length - Sha256.BYTES;
        if (size < 0
                || !Arrays.equals(
                        Sha256.digest(Arrays.copyOf(content, size)),
                        Arrays.copyOfRange(content, size, content.length))) {
            LOG.warn("{} is damaged: its photos are embedded anew; delete it", file);
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(content, 0, size).order(ByteOrder.LITTLE_ENDIAN);
        try {
            long magic = bytes.getLong();
            int dimension = bytes.getInt();
            if (magic != MAGIC || dimension < 0 || dimension > MAX_DIMENSION) {
                LOG.warn("{} is no batch of embeddings of this version: its photos are embedded anew", file);
                return;
            }
            for (int left = bytes.getInt(); left > 0; left--) {
                byte[] key = new byte[Sha256.BYTES];
                bytes.get(key);
                Optional<float[]> embedding = Optional.empty();
                if (bytes.get() == 1) {
                    float[] values = new float[dimension];
                    for (int i = 0; i < dimension; i++) {
                        values[i] = bytes.getFloat();
                    }
                    embedding = Optional.of(values);
                }
                entries.put(HexFormat.of().formatHex(key), embedding);
            }
        } catch (BufferUnderflowException e) {
            LOG.warn("{} is damaged: some of its photos are embedded anew; delete it", file, e);
        }
    }
}
