package io.facecloak.benchmarks;

import io.facecloak.benchmarks.ablation.Ablation;
import io.facecloak.benchmarks.people.Split;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.ExperimentSettings;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ImageMetric;
import io.facecloak.evaluation.PhotoFolders;
import io.facecloak.evaluation.ProtectionExperiment;
import io.facecloak.evaluation.Robustness;
import io.facecloak.evaluation.SsimMetric;
import io.facecloak.evaluation.SsimVariant;
import io.facecloak.evaluation.perceptual.OnnxImageMetric;
import io.facecloak.evaluation.perceptual.PerceptualMetric;
import io.facecloak.evaluation.report.ReportSettings;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.onnx.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;

/** Data set, models and measurements: what the commands that measure protection have in common. */
final class ExperimentOptions {

    @Option(names = "--models", required = true, description = "directory with mtcnn/ and recognisers/")
    private Path models;

    @Option(
            names = "--bundled",
            description =
                    "adds the bundled recognisers, to learn cloaks on; they follow mobilefacenet-foamliu and mobileface-v2")
    private boolean bundled;

    @Option(
            names = "--people",
            required = true,
            description = "photos of the people: one folder per person, or files named identity_k.jpg")
    private Path people;

    @Option(
            names = "--seeds",
            description = "photos to learn from, in either layout; default: the first photos of every person")
    private Path seeds;

    @Option(names = "--seeds-per-person", defaultValue = "1", description = "how many first photos, without --seeds")
    private int seedsPerPerson;

    @Option(names = "--distractors", required = true, description = "folder with photos of strangers")
    private Path distractors;

    @Option(names = "--distractor-count", defaultValue = "1500", description = "how many strangers, in name order")
    private int distractorCount;

    @Option(names = "--people-count", defaultValue = "1000000", description = "how many people, in name order")
    private int peopleCount;

    @Option(
            names = "--split",
            defaultValue = "ALL",
            description =
                    "${COMPLETION-CANDIDATES}: choose on TUNE, report REPORT; SPLIT.tsv in the folder, else halves by name")
    private Split split;

    @Option(
            names = "--people-limit",
            defaultValue = "1000000",
            description = "at most so many people, evenly spread over the names")
    private int peopleLimit;

    @Option(
            names = "--probes",
            defaultValue = "1000000",
            description = "at most so many probes per person, evenly spread over the person's photos")
    private int probes;

    @Option(
            names = "--crop",
            defaultValue = "CENTRAL",
            description = "which face of a photo is meant; WHOLE for aligned crops: ${COMPLETION-CANDIDATES}")
    private FaceCrop crop;

    @Option(
            names = "--far",
            split = ",",
            defaultValue = "0.01,0.001",
            description = "false accept rates of the verification")
    private List<Double> falseAcceptRates;

    @Option(
            names = "--robustness",
            description =
                    "measure under noise, blur, JPEG, WebP, brightness, contrast, resizing, uploads, cropping too")
    private boolean robustness;

    @Option(names = "--cache", description = "folder that keeps embeddings of photos between runs")
    private Path cache;

    @Option(
            names = "--ssim-variants",
            description = "the other two definitions of SSIM too: scikit-image's default, and that of the paper's code")
    private boolean ssimVariants;

    @Option(names = "--lpips", description = "LPIPS as an ONNX graph of two pictures")
    private Path lpips;

    @Option(names = "--dists", description = "DISTS as an ONNX graph of two pictures")
    private Path dists;

    @Option(names = "--dreamsim", description = "DreamSim as an ONNX graph of two pictures")
    private Path dreamSim;

    private final EvaluationProgress progress = new ConsoleProgress(System.err, InstantSource.system());

    /**
     * An experiment and what it is made of.
     *
     * @param spareStrangers photos of strangers that are not among the distractors
     * @param metrics to be closed
     */
    record Prepared(
            FaceDataset dataset,
            List<FacePhoto> spareStrangers,
            ProtectionExperiment experiment,
            Ablation.Conditions conditions,
            List<ImageMetric> metrics)
            implements AutoCloseable {

        /** Versions, data, models and metrics, for a report. */
        Map<String, String> facts(FaceModels models) {
            Map<String, String> facts =
                    ReportSettings.of(dataset, conditions.dataset(), FaceCrop.valueOf(conditions.crop()), models);
            metrics.forEach(metric -> facts.put(metric.name(), metric.fingerprint()));
            return facts;
        }

        @Override
        public void close() {
            for (ImageMetric metric : metrics) {
                if (metric instanceof OnnxImageMetric graph) {
                    graph.close();
                }
            }
        }
    }

    Path modelsDirectory() {
        return models;
    }

    FaceModels openModels() {
        FaceModels given = FaceModels.directory(models);
        return bundled ? given.plus(FaceModels.bundled().embedders().toArray(Embedder[]::new)) : given;
    }

    EvaluationProgress progress() {
        return progress;
    }

    FaceCrop crop() {
        return crop;
    }

    EmbeddingCache embeddingCache() {
        return cache == null ? EmbeddingCache.NONE : EmbeddingCache.in(cache);
    }

    Prepared prepare(FaceModels opened) throws IOException {
        List<FacePhoto> persons = PhotoFolders.people(people);
        List<FacePhoto> strangers = PhotoFolders.distractors(distractors);
        FaceDataset all = seeds == null
                ? FaceDataset.withFirstPhotosAsSeeds(persons, seedsPerPerson, strangers)
                : FaceDataset.withSeparateSeeds(PhotoFolders.people(seeds), persons, strangers);
        FaceDataset dataset = some(all, split, peopleLimit).limitedTo(peopleCount, distractorCount);
        List<ImageMetric> metrics = openMetrics();
        ExperimentSettings settings =
                new ExperimentSettings(crop, falseAcceptRates, robustness ? Robustness.sweeps() : List.of(), metrics);
        ProtectionExperiment experiment = new ProtectionExperiment(
                dataset, opened.detector(), opened.embedders(), settings, embeddingCache(), progress);
        return new Prepared(
                dataset,
                strangers.stream().skip(distractorCount).toList(),
                experiment,
                Ablation.Conditions.of(dataset.contentHash(), settings, opened),
                metrics);
    }

    /** People of the half that choices are made on, whatever half is measured. */
    FaceDataset tune(int limit) throws IOException {
        FaceDataset all = seeds == null
                ? FaceDataset.withFirstPhotosAsSeeds(PhotoFolders.people(people), seedsPerPerson, List.of())
                : FaceDataset.withSeparateSeeds(PhotoFolders.people(seeds), PhotoFolders.people(people), List.of());
        return some(all, Split.TUNE, limit);
    }

    private FaceDataset some(FaceDataset all, Split half, int limit) throws IOException {
        return all.withPeople(FaceDataset.spread(half.of(people, all.identities()), limit))
                .withProbesPerPerson(probes);
    }

    private List<ImageMetric> openMetrics() {
        Map<PerceptualMetric, Path> files = new EnumMap<>(PerceptualMetric.class);
        files.put(PerceptualMetric.LPIPS, lpips);
        files.put(PerceptualMetric.DISTS, dists);
        files.put(PerceptualMetric.DREAMSIM, dreamSim);
        files.values().removeIf(Objects::isNull);
        List<ImageMetric> metrics = new ArrayList<>();
        if (ssimVariants) {
            metrics.add(new SsimMetric(SsimVariant.UNIFORM));
            metrics.add(new SsimMetric(SsimVariant.UNIFORM_WRAPPED));
        }
        files.forEach((metric, file) -> metrics.add(OnnxImageMetric.open(metric, file, Device.cpu())));
        return List.copyOf(metrics);
    }
}
