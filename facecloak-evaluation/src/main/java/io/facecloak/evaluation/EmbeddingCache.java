package io.facecloak.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers what recognisers made of photos, so that a gallery is embedded once. Keys name a photo's content and how its face was
 * cropped; values hold the embedding, or nothing for a photo without a face. Implementations are thread-safe.
 */
public interface EmbeddingCache {

    /** Remembers nothing. */
    EmbeddingCache NONE = new EmbeddingCache() {
        @Override
        public Optional<Optional<float[]>> find(String fingerprint, String key) {
            return Optional.empty();
        }

        @Override
        public void add(String fingerprint, Map<String, Optional<float[]>> embeddings) {}
    };

    /**
     * A cache in a folder, which is created. Batches appear as files of their own, complete or not at all, so an interrupted run
     * continues where it stopped, and several processes may share the folder. A damaged file counts as absent, with a warning in the
     * log.
     */
    static EmbeddingCache in(Path folder) {
        return new EmbeddingFolder(folder);
    }

    /**
     * @param fingerprint of the recogniser
     * @param key 64 hexadecimal digits
     * @return empty if nothing is known of the photo; else its embedding, or nothing if it shows no face
     * @throws IOException if the cache cannot be read
     */
    Optional<Optional<float[]>> find(String fingerprint, String key) throws IOException;

    /**
     * Remembers a batch.
     *
     * @param embeddings by key, all of one length
     * @throws IOException if it cannot be written
     */
    void add(String fingerprint, Map<String, Optional<float[]>> embeddings) throws IOException;
}
