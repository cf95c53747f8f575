package io.facecloak.evaluation;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.internal.storage.Sha256;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeds photo files of any number: batch after batch, the photos of a batch in parallel. Memory holds the embeddings, one batch of
 * aligned faces, and one decoded photo per thread of the common pool. With a cache, a photo that was embedded before is hashed but not
 * decoded. Thread-safe, as its detector and the embedders are.
 */
public final class PhotoEmbedder {

    private static final Logger LOG = LoggerFactory.getLogger(PhotoEmbedder.class);

    /** Photos of a batch: 10 MB of aligned faces, and what an interruption loses. */
    static final int BATCH = 64;

    /** Part of every key, to be raised when the way from a file to an aligned face changes. */
    private static final String RECIPE = "photo embedding 1";

    private final LandmarkDetector detector;
    private final FaceCrop crop;
    private final EmbeddingCache cache;
    private final EvaluationProgress progress;
    private final byte[] recipe;

    /** @param detector finds the faces; not asked with {@link FaceCrop#WHOLE} */
    public PhotoEmbedder(LandmarkDetector detector, FaceCrop crop, EmbeddingCache cache, EvaluationProgress progress) {
        this.detector = Objects.requireNonNull(detector, "detector");
        this.crop = Objects.requireNonNull(crop, "crop");
        this.cache = Objects.requireNonNull(cache, "cache");
        this.progress = Objects.requireNonNull(progress, "progress");
        String finder = crop == FaceCrop.WHOLE ? "" : detector.fingerprint();
        this.recipe = String.join("\0", RECIPE, crop.name(), finder).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Embeds photos with several recognisers, decoding each photo once.
     *
     * @return what each embedder made of them, in the order of the embedders
     * @throws IOException if the cache cannot be read or written
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public List<EmbeddedPhotos> embed(List<FacePhoto> photos, List<Embedder> embedders) throws IOException {
        List<List<LabelledEmbedding>> embedded = new ArrayList<>();
        embedders.forEach(embedder -> embedded.add(new ArrayList<>()));
        List<FacePhoto> leftOut = new ArrayList<>();
        for (int start = 0; start < photos.size(); start += BATCH) {
            List<FacePhoto> batch = photos.subList(start, Math.min(start + BATCH, photos.size()));
            List<Crop> crops = crops(batch, embedders);
            for (int e = 0; e < embedders.size(); e++) {
                List<Optional<float[]>> results = embedCrops(crops, embedders.get(e));
                for (int i = 0; i < batch.size(); i++) {
                    FacePhoto photo = batch.get(i);
                    if (results.get(i).isPresent()) {
                        embedded.get(e)
                                .add(new LabelledEmbedding(
                                        photo.identity(),
                                        photo.name(),
                                        results.get(i).get()));
                    } else if (e == 0) {
                        leftOut.add(photo);
                    }
                }
            }
            progress.report("photos embedded", start + batch.size(), photos.size());
        }
        if (!leftOut.isEmpty()) {
            LOG.warn("{} of {} photos left out: unreadable, or without a face", leftOut.size(), photos.size());
        }
        return embedded.stream()
                .map(embeddings -> new EmbeddedPhotos(embeddings, leftOut))
                .toList();
    }

    /** As {@link #embed(List, List)}, with one recogniser. */
    public EmbeddedPhotos embed(List<FacePhoto> photos, Embedder embedder) throws IOException {
        return embed(photos, List.of(embedder)).get(0);
    }

    private List<Optional<float[]>> embedCrops(List<Crop> crops, Embedder embedder) throws IOException {
        List<Optional<float[]>> results = new ArrayList<>();
        List<AlignedFace> faces = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        Map<String, Optional<float[]>> fresh = new LinkedHashMap<>();
        for (Crop each : crops) {
            Optional<Optional<float[]>> cached =
                    each.readable() ? cache.find(embedder.fingerprint(), each.key()) : Optional.of(Optional.empty());
            if (cached.isEmpty()) {
                if (each.face().isPresent()) {
                    places.add(results.size());
                    faces.add(each.face().get());
                } else {
                    fresh.put(each.key(), Optional.empty());
                }
            }
            results.add(cached.orElse(Optional.empty()));
        }
        float[][] embeddings = faces.isEmpty() ? new float[0][] : embedder.embed(faces);
        for (int i = 0; i < embeddings.length; i++) {
            results.set(places.get(i), Optional.of(embeddings[i]));
            fresh.put(crops.get(places.get(i)).key(), Optional.of(embeddings[i]));
        }
        cache.add(embedder.fingerprint(), fresh);
        return results;
    }

    private List<Crop> crops(List<FacePhoto> photos, List<Embedder> embedders) throws IOException {
        try {
            return photos.parallelStream().map(photo -> crop(photo, embedders)).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Crop crop(FacePhoto photo, List<Embedder> embedders) {
        byte[] content;
        BufferedImage picture;
        String key;
        try {
            content = Files.readAllBytes(photo.file());
            key = Sha256.hex(recipe, content);
        } catch (IOException e) {
            LOG.debug("left out: {}", photo.file(), e);
            return Crop.UNREADABLE;
        }
        if (isKnown(key, embedders)) {
            return new Crop(key, Optional.empty());
        }
        try {
            picture = SrgbView.of(new PhotoReader()
                    .read(new ByteArrayInputStream(content), photo.file().toString())
                    .upright());
        } catch (IOException e) {
            LOG.debug("left out: {}", photo.file(), e);
            return Crop.UNREADABLE;
        }
        return new Crop(key, crop.face(picture, detector).map(face -> FaceAligner.align(picture, face.landmarks())));
    }

    private boolean isKnown(String key, List<Embedder> embedders) {
        try {
            for (Embedder embedder : embedders) {
                if (cache.find(embedder.fingerprint(), key).isEmpty()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A photo's key, and its face unless the photo shows none or every embedder knows it. */
    private record Crop(String key, Optional<AlignedFace> face) {

        static final Crop UNREADABLE = new Crop("", Optional.empty());

        boolean readable() {
            return !key.isEmpty();
        }
    }
}
