package io.facecloak.benchmarks.table;

import io.facecloak.evaluation.EmbeddedPhotos;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.Identification;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.LabelledEmbedding;
import io.facecloak.evaluation.PhotoEmbedder;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.storage.Sha256;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The judging side: detects and aligns faces anew in the files that a person would post, and looks for them among strangers and the person's
 * other photos. Every embedding is kept in the cache, so that a judge looks at each file once. Not thread-safe.
 */
final class Judging {

    /** Part of every key, to be raised when the way from a file to an aligned face changes. */
    private static final String RECIPE = "protected copy 1";

    private final LandmarkDetector detector;
    private final EmbeddingCache cache;
    private final List<ProbeFace> probes = new ArrayList<>();
    private final List<FacePhoto> faceless = new ArrayList<>();
    private final Map<Embedder, Gallery> galleries = new LinkedHashMap<>();

    /** What one judge knows before anything is protected. */
    private record Gallery(Identification own, EmbeddedPhotos strangers, IdentificationResult clean) {}

    /**
     * Embeds the galleries.
     *
     * @param detector of the judges
     */
    Judging(
            FaceDataset dataset,
            LandmarkDetector detector,
            List<Embedder> judges,
            EmbeddingCache cache,
            EvaluationProgress progress)
            throws IOException {
        this.detector = detector;
        this.cache = cache;
        for (FacePhoto probe : dataset.probes()) {
            Optional<Face> face = FaceCrop.CENTRAL.face(ProbeFace.read(probe.file()), detector);
            face.ifPresentOrElse(found -> probes.add(new ProbeFace(probe, found)), () -> faceless.add(probe));
        }
        PhotoEmbedder embedder = new PhotoEmbedder(detector, FaceCrop.CENTRAL, cache, progress);
        Set<FacePhoto> own = new LinkedHashSet<>(dataset.gallery());
        List<EmbeddedPhotos> people = embedder.embed(List.copyOf(own), judges);
        List<EmbeddedPhotos> strangers = embedder.embed(dataset.distractors(), judges);
        Set<String> probed = new LinkedHashSet<>();
        dataset.probes().forEach(probe -> probed.add(probe.toString()));
        for (int j = 0; j < judges.size(); j++) {
            List<LabelledEmbedding> photos = people.get(j).embeddings();
            Identification identification = new Identification(photos);
            IdentificationResult clean = identification
                    .evaluate(
                            photos.stream()
                                    .filter(photo -> probed.contains(photo.toString()))
                                    .toList(),
                            strangers.get(j).vectors())
                    .withFound(faceless);
            galleries.put(judges.get(j), new Gallery(identification, strangers.get(j), clean));
        }
    }

    /** The probes of a person in which the judging side finds a face. */
    List<ProbeFace> probesOf(String identity) {
        return probes.stream()
                .filter(probe -> probe.photo().identity().equals(identity))
                .toList();
    }

    /** Probes in which the judging side finds no face: they count as found, so as unprotected. */
    List<FacePhoto> faceless() {
        return List.copyOf(faceless);
    }

    /** What a judge makes of the probes as they are. */
    IdentificationResult clean(Embedder judge) {
        return galleries.get(judge).clean();
    }

    /** What a judge makes of these files; those whose face stayed as it was count as found. */
    IdentificationResult judge(Embedder judge, List<ProtectedCopy> copies) throws IOException {
        List<FacePhoto> untouched = new ArrayList<>(faceless);
        copies.stream()
                .filter(copy -> copy.untouched().isPresent())
                .map(copy -> copy.probe().photo())
                .forEach(untouched::add);
        Gallery gallery = galleries.get(judge);
        return gallery.own()
                .evaluate(embed(judge, copies), gallery.strangers().vectors())
                .withFound(untouched);
    }

    private List<LabelledEmbedding> embed(Embedder judge, List<ProtectedCopy> copies) throws IOException {
        List<String> keys = copies.parallelStream().map(this::key).toList();
        Map<String, AlignedFace> missing = new LinkedHashMap<>();
        Map<String, float[]> known = new HashMap<>();
        for (int i = 0; i < copies.size(); i++) {
            Optional<float[]> found =
                    cache.find(judge.fingerprint(), keys.get(i)).flatMap(embedding -> embedding);
            if (found.isPresent()) {
                known.put(keys.get(i), found.get());
            } else if (!missing.containsKey(keys.get(i))) {
                missing.put(keys.get(i), aligned(copies.get(i)));
            }
        }
        if (!missing.isEmpty()) {
            float[][] embeddings = judge.embed(List.copyOf(missing.values()));
            Map<String, Optional<float[]>> fresh = new LinkedHashMap<>();
            int i = 0;
            for (String key : missing.keySet()) {
                known.put(key, embeddings[i]);
                fresh.put(key, Optional.of(embeddings[i++]));
            }
            cache.add(judge.fingerprint(), fresh);
        }
        List<LabelledEmbedding> labelled = new ArrayList<>();
        for (int i = 0; i < copies.size(); i++) {
            FacePhoto photo = copies.get(i).probe().photo();
            labelled.add(new LabelledEmbedding(photo.identity(), photo.name(), known.get(keys.get(i))));
        }
        return labelled;
    }

    private String key(ProtectedCopy copy) {
        String how = String.join(
                "\0",
                RECIPE,
                detector.fingerprint(),
                copy.probe().face().landmarks().toString());
        try {
            return Sha256.hex(how.getBytes(StandardCharsets.UTF_8), Files.readAllBytes(copy.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AlignedFace aligned(ProtectedCopy copy) throws IOException {
        BufferedImage picture = ProbeFace.read(copy.file());
        return FaceAligner.align(
                picture,
                FaceCrop.CENTRAL.again(picture, detector, copy.probe().face().landmarks()));
    }
}
