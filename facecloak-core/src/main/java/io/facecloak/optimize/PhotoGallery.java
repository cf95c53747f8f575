package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gallery of photos; embeddings are computed once per embedder. */
final class PhotoGallery implements Gallery {

    private static final Logger LOG = LoggerFactory.getLogger(PhotoGallery.class);

    /** Faces embedded at a time: enough to keep the engine busy, few enough to stay small in memory. */
    private static final int BATCH = 16;

    private final Path folder;
    private final LandmarkDetector detector;
    private final PhotoLoader loader;
    private final Map<String, List<float[]>> embeddings = new HashMap<>();
    /** Photos that may still hold a face, and the landmarks of those that do; detection is not repeated for a second embedder. */
    private List<Path> photos;

    private final Map<Path, Landmarks> landmarks = new HashMap<>();
    private boolean closed;

    PhotoGallery(Path folder, LandmarkDetector detector, PhotoLoader loader) throws IOException {
        this.folder = folder;
        this.detector = Objects.requireNonNull(detector, "detector");
        this.loader = Objects.requireNonNull(loader, "loader");
        try (Stream<Path> files = Files.walk(folder)) {
            photos = files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Override
    public synchronized Extremes extremes(Embedder embedder, float[] probe) {
        if (closed) {
            throw new IllegalStateException("the gallery " + folder + " is closed");
        }
        ExtremesSearch search = new ExtremesSearch(embedder, probe);
        List<float[]> cached = embeddings.get(embedder.fingerprint());
        if (cached == null) {
            cached = embedAll(embedder);
            embeddings.put(embedder.fingerprint(), cached);
        }
        cached.forEach(search::offer);
        return search.found(folder.toString());
    }

    private List<float[]> embedAll(Embedder embedder) {
        List<float[]> result = new ArrayList<>();
        List<AlignedFace> batch = new ArrayList<>();
        List<Path> usable = new ArrayList<>();
        for (Path file : photos) {
            Optional<AlignedFace> face = alignedFace(file);
            if (face.isEmpty()) {
                continue;
            }
            usable.add(file);
            batch.add(face.get());
            if (batch.size() == BATCH) {
                result.addAll(List.of(embedder.embed(batch)));
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            result.addAll(List.of(embedder.embed(batch)));
        }
        LOG.info("{} faces of a gallery embedded with {}", result.size(), embedder.name());
        if (usable.size() < photos.size()) {
            LOG.warn(
                    "{} of {} files of a gallery left out: unreadable, or without a face",
                    photos.size() - usable.size(),
                    photos.size());
        }
        photos = usable;
        return result;
    }

    /** The largest face of a photo; empty if the file is no readable photo or shows no face. */
    private Optional<AlignedFace> alignedFace(Path file) {
        BufferedImage photo;
        try {
            photo = loader.load(file);
        } catch (IOException e) {
            LOG.debug("left out of the gallery: {}", file, e);
            return Optional.empty();
        }
        Landmarks known = landmarks.get(file);
        if (known == null) {
            List<Face> faces = detector.detect(photo);
            if (faces.isEmpty()) {
                LOG.debug("left out of the gallery: no face in {}", file);
                return Optional.empty();
            }
            known = faces.get(0).landmarks();
            landmarks.put(file, known);
        }
        return Optional.of(FaceAligner.align(photo, known));
    }

    @Override
    public synchronized void close() {
        closed = true;
        embeddings.clear();
        landmarks.clear();
    }
}
