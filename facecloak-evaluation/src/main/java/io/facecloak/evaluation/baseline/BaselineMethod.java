package io.facecloak.evaluation.baseline;

import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Portrait;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.synthesis.SeedVariations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Measures a {@link Baseline} on the terms of FaceCloak: an identity-specific one learns from the person's seeds and from synthetic faces
 * of the first, an image-specific one from each photo's own face. Thread-safe, as its models are.
 */
public final class BaselineMethod implements ProtectionMethod {

    private final Baseline baseline;
    private final List<Embedder> surrogates;
    private final LandmarkDetector detector;
    private final FaceCrop crop;
    private final int syntheticFaces;
    private final long randomSeed;

    /** @param syntheticFaces of the first seed, for an identity-specific baseline; at least 0 */
    public BaselineMethod(
            Baseline baseline,
            List<Embedder> surrogates,
            LandmarkDetector detector,
            FaceCrop crop,
            int syntheticFaces,
            long randomSeed) {
        this.baseline = Objects.requireNonNull(baseline, "baseline");
        this.surrogates = List.copyOf(surrogates);
        this.detector = Objects.requireNonNull(detector, "detector");
        this.crop = Objects.requireNonNull(crop, "crop");
        this.syntheticFaces = syntheticFaces;
        this.randomSeed = randomSeed;
    }

    @Override
    public String name() {
        return baseline.name();
    }

    @Override
    public Protector protectorOf(String identity, List<FacePhoto> seeds) throws IOException, UnprotectableException {
        if (baseline.isImageSpecific()) {
            return (photo, face) ->
                    AlignedDelta.add(perturbation(List.of(FaceAligner.align(photo, face.landmarks()))), photo, face);
        }
        float[] delta = perturbation(faces(seeds));
        return (photo, face) -> AlignedDelta.add(delta, photo, face);
    }

    private float[] perturbation(List<AlignedFace> faces) {
        return baseline.perturbation(faces, surrogates, new SplittableRandom(randomSeed));
    }

    private List<AlignedFace> faces(List<FacePhoto> seeds) throws IOException, UnprotectableException {
        List<Portrait> portraits = new ArrayList<>();
        for (FacePhoto seed : seeds) {
            portraits.add(crop.portrait(seed.file(), detector)
                    .orElseThrow(() -> new UnprotectableException("no face found in " + seed.file(), null)));
        }
        List<Portrait> all = new ArrayList<>(portraits);
        if (syntheticFaces > 0) {
            all.addAll(new SeedVariations()
                    .synthesize(portraits.get(0), syntheticFaces, new SplittableRandom(randomSeed)));
        }
        return all.stream().map(Portrait::aligned).toList();
    }
}
