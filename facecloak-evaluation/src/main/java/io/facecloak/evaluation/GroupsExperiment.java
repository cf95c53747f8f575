package io.facecloak.evaluation;

import io.facecloak.evaluation.GroupsResult.RecogniserGroups;
import io.facecloak.evaluation.TargetGroups.Group;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The paper's verification by groups of identities (section IV-A2, Table III), from photos to figures: every face is protected towards its
 * group's target, detected and aligned anew, and verified against the target and against its own original. Thresholds come from pairs of
 * different people, per recogniser.
 *
 * <p>Clean photos are embedded once, in the constructor. Deterministic for deterministic models and methods. Thread-safe, as its models
 * are.
 */
public final class GroupsExperiment {

    private static final int IMPOSTOR_PAIRS = 1_000_000;

    /** Faces that are protected between two reports of progress. */
    private static final int BATCH = 16;

    private final ProbeFaces faces;
    private final List<Embedder> recognisers;
    private final double falseAcceptRate;
    private final EvaluationProgress progress;
    private final TargetGroups groups;
    private final List<String> leftOut;
    private final List<Map<FacePhoto, LabelledEmbedding>> clean = new ArrayList<>();
    private final List<Verification> verifications = new ArrayList<>();

    /**
     * Embeds the faces, the targets and the impostors.
     *
     * @param impostors photos whose pairs of different people set the thresholds: at least 1/{@code falseAcceptRate} pairs
     * @param falseAcceptRate in (0, 1), customarily 0.01
     * @throws IllegalArgumentException if a target cannot be read or shows no face, no face is left, or there are too few pairs
     * @throws IOException if the cache cannot be read or written
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public GroupsExperiment(
            TargetGroups groups,
            List<FacePhoto> impostors,
            LandmarkDetector detector,
            List<Embedder> recognisers,
            FaceCrop crop,
            double falseAcceptRate,
            EmbeddingCache cache,
            EvaluationProgress progress)
            throws IOException {
        this.faces = new ProbeFaces(Objects.requireNonNull(detector, "detector"), Objects.requireNonNull(crop, "crop"));
        this.recognisers = List.copyOf(recognisers);
        this.falseAcceptRate = falseAcceptRate;
        this.progress = Objects.requireNonNull(progress, "progress");
        PhotoEmbedder embedder = new PhotoEmbedder(detector, crop, cache, progress);
        Set<FacePhoto> own = groups.groups().stream()
                .flatMap(group -> Stream.concat(Stream.of(group.target()), group.members().stream()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<EmbeddedPhotos> embedded = embedder.embed(List.copyOf(own), this.recognisers);
        List<EmbeddedPhotos> others = embedder.embed(List.copyOf(impostors), this.recognisers);
        Set<FacePhoto> faceless =
                embedded.isEmpty() ? Set.of() : Set.copyOf(embedded.get(0).leftOut());
        this.groups = without(groups, faceless);
        this.leftOut =
                own.stream().filter(faceless::contains).map(FacePhoto::toString).toList();
        List<FacePhoto> kept =
                own.stream().filter(photo -> !faceless.contains(photo)).toList();
        for (int r = 0; r < this.recognisers.size(); r++) {
            Map<FacePhoto, LabelledEmbedding> byPhoto = new HashMap<>();
            for (int i = 0; i < kept.size(); i++) {
                byPhoto.put(kept.get(i), embedded.get(r).embeddings().get(i));
            }
            clean.add(byPhoto);
            verifications.add(Verification.atFalseAcceptRate(
                    falseAcceptRate,
                    Verification.impostorSimilarities(
                            others.get(r).embeddings(), IMPOSTOR_PAIRS, new SplittableRandom(0))));
        }
    }

    private static TargetGroups without(TargetGroups groups, Set<FacePhoto> faceless) {
        List<Group> kept = new ArrayList<>();
        for (Group group : groups.groups()) {
            if (faceless.contains(group.target())) {
                throw new IllegalArgumentException(
                        "the target " + group.target().file() + " cannot be read or shows no face: take another");
            }
            kept.add(new Group(
                    group.target(),
                    group.members().stream()
                            .filter(member -> !faceless.contains(member))
                            .toList()));
        }
        if (kept.stream().allMatch(group -> group.members().isEmpty())) {
            throw new IllegalArgumentException("none of the groups' photos shows a face");
        }
        return new TargetGroups(kept);
    }

    /**
     * Measures one method.
     *
     * @throws IOException if a photo cannot be read or the method fails to read or write a file
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public GroupsResult run(TargetedMethod method) throws IOException {
        Map<String, String> unprotected = new ConcurrentHashMap<>();
        List<Map<FacePhoto, LabelledEmbedding>> guarded = Stream.<Map<FacePhoto, LabelledEmbedding>>generate(
                        HashMap::new)
                .limit(recognisers.size())
                .toList();
        int total = groups.groups().stream()
                .mapToInt(group -> group.members().size())
                .sum();
        int done = 0;
        for (Group group : groups.groups()) {
            for (int from = 0; from < group.members().size(); from += BATCH) {
                List<FacePhoto> batch = group.members()
                        .subList(from, Math.min(from + BATCH, group.members().size()));
                embed(batch, protect(batch, group.target(), method, unprotected), guarded);
                done += batch.size();
                progress.report(method.name() + ": faces", done, total);
            }
        }
        List<RecogniserGroups> results = new ArrayList<>();
        for (int r = 0; r < recognisers.size(); r++) {
            results.add(new RecogniserGroups(
                    recognisers.get(r).name(),
                    recognisers.get(r).fingerprint(),
                    falseAcceptRate,
                    verifications.get(r).threshold(),
                    groups.evaluate(verifications.get(r), clean.get(r), clean.get(r)),
                    groups.evaluate(verifications.get(r), clean.get(r), guarded.get(r))));
        }
        return new GroupsResult(method.name(), results, leftOut, new TreeMap<>(unprotected));
    }

    private List<AlignedFace> protect(
            List<FacePhoto> batch, FacePhoto target, TargetedMethod method, Map<String, String> unprotected)
            throws IOException {
        try {
            return batch.parallelStream()
                    .map(photo -> protect(photo, target, method, unprotected))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private AlignedFace protect(
            FacePhoto photo, FacePhoto target, TargetedMethod method, Map<String, String> unprotected) {
        ProbeFaces.Probe probe = faces.read(photo);
        BufferedImage after = probe.picture();
        try {
            after = method.protectorTowards(photo, target).protect(after, probe.face());
        } catch (UnprotectableException e) {
            unprotected.put(photo.toString(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return faces.alignedAnew(after, probe.face().landmarks());
    }

    private void embed(
            List<FacePhoto> photos, List<AlignedFace> versions, List<Map<FacePhoto, LabelledEmbedding>> target) {
        for (int r = 0; r < recognisers.size(); r++) {
            float[][] embeddings = recognisers.get(r).embed(versions);
            for (int i = 0; i < embeddings.length; i++) {
                FacePhoto photo = photos.get(i);
                target.get(r).put(photo, new LabelledEmbedding(photo.identity(), photo.name(), embeddings[i]));
            }
        }
    }
}
