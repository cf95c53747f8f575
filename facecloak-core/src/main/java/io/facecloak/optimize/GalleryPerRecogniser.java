package io.facecloak.optimize;

import io.facecloak.model.Embedder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Galleries of several recognisers; each probe is looked up among the embeddings of its own. */
final class GalleryPerRecogniser implements Gallery {

    private final Map<String, EmbeddingGallery> byFingerprint = new LinkedHashMap<>();

    GalleryPerRecogniser(List<EmbeddingGallery> galleries) {
        if (galleries.isEmpty()) {
            throw new IllegalArgumentException("a gallery needs at least one embedding file");
        }
        for (EmbeddingGallery gallery : galleries) {
            if (byFingerprint.putIfAbsent(gallery.fingerprint(), gallery) != null) {
                throw new IllegalArgumentException("two embedding files are of the recogniser " + gallery.recogniser());
            }
        }
    }

    @Override
    public Extremes extremes(Embedder embedder, float[] probe) {
        EmbeddingGallery gallery = byFingerprint.get(embedder.fingerprint());
        if (gallery == null) {
            throw new IllegalArgumentException("the gallery holds embeddings of "
                    + byFingerprint.values().stream()
                            .map(EmbeddingGallery::recogniser)
                            .collect(Collectors.joining(", "))
                    + ", but none of " + embedder.name() + " (fingerprint " + embedder.fingerprint() + ")");
        }
        return gallery.extremes(embedder, probe);
    }

    @Override
    public void close() {
        byFingerprint.values().forEach(EmbeddingGallery::close);
    }
}
