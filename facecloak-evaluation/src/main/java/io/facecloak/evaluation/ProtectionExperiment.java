package io.facecloak.evaluation;

import io.facecloak.evaluation.ExperimentResult.DisturbedResult;
import io.facecloak.evaluation.ExperimentResult.ProbeQuality;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.ExperimentResult.VerificationResult;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paper's experiment (section IV-A1) as it would happen: a method learns from a person's seeds and protects the person's probes in
 * the whole photo; the face is detected and aligned anew in the protected photo, and every recogniser looks for it among distractors and
 * the person's other clean photos. The clean figures beside it say what the recogniser gets wrong by itself. A probe that the method leaves
 * as it is counts as unprotected, and so does one in which nobody finds a face.
 *
 * <p>The gallery is embedded once, in the constructor. Deterministic for deterministic models and methods. Memory holds the embeddings and
 * the photos of one probe per thread. Thread-safe, as its models are.
 */
public final class ProtectionExperiment {

    private static final Logger LOG = LoggerFactory.getLogger(ProtectionExperiment.class);

    /** Pairs of different people that thresholds come from, at most. */
    private static final int IMPOSTOR_PAIRS = 1_000_000;

    /** Of people whom a method made nothing for. */
    private static final Protector NOTHING = new Protector() {
        @Override
        public BufferedImage protect(BufferedImage photo, Face face) {
            return photo;
        }

        @Override
        public ProbeProtection protect(FacePhoto probe, BufferedImage photo, Face face) {
            return new ProbeProtection(photo, Optional.of(Untouched.NO_CLOAK));
        }
    };

    private final FaceDataset dataset;
    private final ProbeFaces faces;
    private final List<Embedder> recognisers;
    private final ExperimentSettings settings;
    private final EvaluationProgress progress;
    private final List<FacePhoto> probes;
    private final List<FacePhoto> faceless;
    private final List<Gallery> galleries = new ArrayList<>();

    /** What one recogniser knows before anything is protected. */
    private record Gallery(
            EmbeddedPhotos own, EmbeddedPhotos distractors, List<Verification> verifications, List<Double> rates) {}

    /**
     * Embeds the gallery.
     *
     * @throws IOException if the cache cannot be read or written
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public ProtectionExperiment(
            FaceDataset dataset,
            LandmarkDetector detector,
            List<Embedder> recognisers,
            ExperimentSettings settings,
            EmbeddingCache cache,
            EvaluationProgress progress)
            throws IOException {
        this.dataset = Objects.requireNonNull(dataset, "dataset");
        this.recognisers = List.copyOf(recognisers);
        this.settings = Objects.requireNonNull(settings, "settings");
        this.faces = new ProbeFaces(Objects.requireNonNull(detector, "detector"), settings.crop());
        this.progress = Objects.requireNonNull(progress, "progress");
        PhotoEmbedder embedder = new PhotoEmbedder(detector, settings.crop(), cache, progress);
        Set<FacePhoto> ownPhotos = new LinkedHashSet<>(dataset.gallery());
        ownPhotos.addAll(dataset.probes());
        List<EmbeddedPhotos> own = embedder.embed(List.copyOf(ownPhotos), this.recognisers);
        List<EmbeddedPhotos> strangers = embedder.embed(dataset.distractors(), this.recognisers);
        Set<FacePhoto> without =
                own.isEmpty() ? Set.of() : Set.copyOf(own.get(0).leftOut());
        this.probes = dataset.probes().stream()
                .filter(probe -> !without.contains(probe))
                .toList();
        this.faceless = dataset.probes().stream().filter(without::contains).toList();
        for (int r = 0; r < this.recognisers.size(); r++) {
            galleries.add(gallery(own.get(r), strangers.get(r)));
        }
        if (!galleries.isEmpty()
                && galleries.get(0).rates().size() < settings.falseAcceptRates().size()) {
            LOG.warn(
                    "too few pairs of different people for verification at all of the false accept rates {}; measured are {}",
                    settings.falseAcceptRates(),
                    galleries.get(0).rates());
        }
    }

    private Gallery gallery(EmbeddedPhotos own, EmbeddedPhotos distractors) {
        // Distractors often come from another source, whose pairs are more alike than photos of the probes' kind.
        boolean severalPeople = own.embeddings().stream()
                        .map(LabelledEmbedding::identity)
                        .distinct()
                        .count()
                > 1;
        double[] impostors = severalPeople
                ? Verification.impostorSimilarities(own.embeddings(), IMPOSTOR_PAIRS, new SplittableRandom(0))
                : new double[0];
        List<Double> rates = settings.falseAcceptRates().stream()
                .filter(rate -> rate * impostors.length >= 1)
                .toList();
        return new Gallery(
                own,
                distractors,
                rates.stream()
                        .map(rate -> Verification.atFalseAcceptRate(rate, impostors))
                        .toList(),
                rates);
    }

    /**
     * Measures one method.
     *
     * @throws IOException if a photo cannot be read or the method fails to read or write a file
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public ExperimentResult run(ProtectionMethod method) throws IOException {
        List<ProbeEmbeddings> clean = new ArrayList<>();
        List<ProbeEmbeddings> guarded = new ArrayList<>();
        for (int condition = 0; condition <= settings.disturbances().size(); condition++) {
            clean.add(new ProbeEmbeddings(recognisers.size()));
            guarded.add(new ProbeEmbeddings(recognisers.size()));
        }
        List<ProbeQuality> quality = new ArrayList<>();
        Map<FacePhoto, Untouched> untouched = new LinkedHashMap<>();
        faceless.forEach(probe -> untouched.put(probe, Untouched.NO_FACE));
        Map<String, String> unprotected = new TreeMap<>();
        List<String> identities =
                probes.stream().map(FacePhoto::identity).distinct().toList();
        for (int i = 0; i < identities.size(); i++) {
            String identity = identities.get(i);
            Protector protector = NOTHING;
            try {
                protector = method.protectorOf(identity, dataset.seedsOf(identity));
            } catch (UnprotectableException e) {
                unprotected.put(identity, String.valueOf(e.getMessage()));
            }
            List<Outcome> outcomes = protect(identity, protector);
            for (Outcome outcome : outcomes) {
                outcome.untouched().ifPresent(reason -> untouched.put(outcome.probe(), reason));
                outcome.quality().ifPresent(quality::add);
            }
            for (int condition = 0; condition < clean.size(); condition++) {
                embed(outcomes, condition, Outcome::clean, clean.get(condition));
                embed(outcomes, condition, Outcome::guarded, guarded.get(condition));
            }
            progress.report(method.name() + ": people", i + 1, identities.size());
        }
        List<RecogniserResult> results = new ArrayList<>();
        for (int r = 0; r < recognisers.size(); r++) {
            results.add(result(r, clean, guarded, untouched.keySet()));
        }
        Map<String, Untouched> reasons = new TreeMap<>();
        untouched.forEach((probe, reason) -> reasons.put(probe.toString(), reason));
        return new ExperimentResult(method.name(), results, quality, reasons, unprotected);
    }

    private RecogniserResult result(
            int r, List<ProbeEmbeddings> clean, List<ProbeEmbeddings> guarded, Set<FacePhoto> untouched) {
        Gallery gallery = galleries.get(r);
        Identification identification = new Identification(gallery.own().embeddings());
        List<IdentificationResult> cleanRanks = new ArrayList<>();
        List<IdentificationResult> guardedRanks = new ArrayList<>();
        for (int condition = 0; condition < clean.size(); condition++) {
            cleanRanks.add(identification
                    .evaluate(clean.get(condition).of(r), gallery.distractors().vectors())
                    .withFound(faceless));
            guardedRanks.add(identification
                    .evaluate(
                            guarded.get(condition).of(r), gallery.distractors().vectors())
                    .withFound(untouched));
        }
        List<VerificationResult> verification = new ArrayList<>();
        for (int v = 0; v < gallery.verifications().size(); v++) {
            Verification at = gallery.verifications().get(v);
            verification.add(new VerificationResult(
                    gallery.rates().get(v),
                    at.threshold(),
                    at.evaluate(clean.get(0).of(r), gallery.own().embeddings(), faceless),
                    at.evaluate(guarded.get(0).of(r), gallery.own().embeddings(), untouched)));
        }
        List<DisturbedResult> disturbed = new ArrayList<>();
        for (int d = 0; d < settings.disturbances().size(); d++) {
            disturbed.add(new DisturbedResult(
                    settings.disturbances().get(d).name(), cleanRanks.get(d + 1), guardedRanks.get(d + 1)));
        }
        Embedder recogniser = recognisers.get(r);
        return new RecogniserResult(
                recogniser.name(),
                recogniser.fingerprint(),
                cleanRanks.get(0),
                guardedRanks.get(0),
                verification,
                disturbed);
    }

    /**
     * One probe as the recognisers see it.
     *
     * @param clean the aligned face: as it is, then under each disturbance
     * @param guarded the same of the protected photo
     * @param untouched why the photo stayed as it is
     * @param quality of a photo that did not
     */
    private record Outcome(
            FacePhoto probe,
            List<AlignedFace> clean,
            List<AlignedFace> guarded,
            Optional<Untouched> untouched,
            Optional<ProbeQuality> quality) {}

    private List<Outcome> protect(String identity, Protector protector) throws IOException {
        try {
            return probes.stream().filter(probe -> probe.identity().equals(identity)).toList().parallelStream()
                    .map(probe -> protect(probe, protector))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Outcome protect(FacePhoto probe, Protector protector) {
        ProbeFaces.Probe read = faces.read(probe);
        BufferedImage before = read.picture();
        Face face = read.face();
        ProbeProtection protection;
        try {
            protection = protector.protect(probe, before, face);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        BufferedImage after = protection.photo();
        AlignedFace cleanCrop = read.aligned();
        Optional<ProbeQuality> quality = protection.untouched().isPresent()
                ? Optional.empty()
                : Optional.of(quality(probe, cleanCrop, FaceAligner.align(after, face.landmarks())));
        List<AlignedFace> clean = new ArrayList<>(List.of(cleanCrop));
        List<AlignedFace> guarded = new ArrayList<>(List.of(faces.alignedAnew(after, face.landmarks())));
        for (Disturbance disturbance : settings.disturbances()) {
            Landmarks there = face.landmarks().map(p -> disturbance.moved(p, before.getWidth(), before.getHeight()));
            clean.add(faces.alignedAnew(disturbance.disturb(before), there));
            guarded.add(faces.alignedAnew(disturbance.disturb(after), there));
        }
        return new Outcome(probe, clean, guarded, protection.untouched(), quality);
    }

    private ProbeQuality quality(FacePhoto probe, AlignedFace clean, AlignedFace guarded) {
        BufferedImage before = clean.toPicture();
        BufferedImage after = guarded.toPicture();
        Map<String, Double> metrics = new LinkedHashMap<>();
        settings.metrics().forEach(metric -> metrics.put(metric.name(), metric.of(before, after)));
        return new ProbeQuality(
                probe.identity(),
                probe.name(),
                ImageQuality.ssim(before, after),
                ImageQuality.psnr(before, after),
                metrics);
    }

    private void embed(
            List<Outcome> outcomes,
            int condition,
            Function<Outcome, List<AlignedFace>> version,
            ProbeEmbeddings target) {
        List<AlignedFace> versions = outcomes.stream()
                .map(outcome -> version.apply(outcome).get(condition))
                .toList();
        for (int r = 0; r < recognisers.size(); r++) {
            float[][] embeddings = recognisers.get(r).embed(versions);
            for (int i = 0; i < embeddings.length; i++) {
                FacePhoto probe = outcomes.get(i).probe();
                target.of(r).add(new LabelledEmbedding(probe.identity(), probe.name(), embeddings[i]));
            }
        }
    }

    /** The embeddings of all probes under one condition, by recogniser. */
    private static final class ProbeEmbeddings {

        private final List<List<LabelledEmbedding>> byRecogniser;

        ProbeEmbeddings(int recognisers) {
            byRecogniser = Stream.<List<LabelledEmbedding>>generate(ArrayList::new)
                    .limit(recognisers)
                    .collect(Collectors.toList());
        }

        List<LabelledEmbedding> of(int recogniser) {
            return byRecogniser.get(recogniser);
        }
    }
}
