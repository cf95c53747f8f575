package io.facecloak.benchmarks;

import io.facecloak.benchmarks.ablation.Ablation;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.ExperimentSettings;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.PhotoFolders;
import io.facecloak.evaluation.ProtectionExperiment;
import io.facecloak.evaluation.Robustness;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Option;

/** Data set, models and measurements: what the commands that measure protection have in common. */
final class ExperimentOptions {

    @Option(names = "--models", required = true, description = "directory with mtcnn/ and recognisers/")
    private Path models;

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

    @Option(names = "--robustness", description = "measure under noise, blur, JPEG, brightness, contrast, resizing too")
    private boolean robustness;

    @Option(names = "--cache", description = "folder that keeps embeddings of photos between runs")
    private Path cache;

    private final EvaluationProgress progress = new ConsoleProgress(System.err, InstantSource.system());

    /** An experiment and what it is made of. */
    record Prepared(FaceDataset dataset, ProtectionExperiment experiment, Ablation.Conditions conditions) {}

    FaceModels openModels() {
        return FaceModels.directory(models);
    }

    EvaluationProgress progress() {
        return progress;
    }

    FaceCrop crop() {
        return crop;
    }

    Prepared prepare(FaceModels opened) throws IOException {
        List<FacePhoto> persons = PhotoFolders.people(people);
        List<FacePhoto> strangers = PhotoFolders.distractors(distractors);
        FaceDataset all = seeds == null
                ? FaceDataset.withFirstPhotosAsSeeds(persons, seedsPerPerson, strangers)
                : FaceDataset.withSeparateSeeds(PhotoFolders.people(seeds), persons, strangers);
        FaceDataset dataset = all.limitedTo(peopleCount, distractorCount);
        ExperimentSettings settings = new ExperimentSettings(
                crop, falseAcceptRates, robustness ? Robustness.sweeps() : List.of());
        EmbeddingCache embeddings = cache == null ? EmbeddingCache.NONE : EmbeddingCache.in(cache);
        ProtectionExperiment experiment = new ProtectionExperiment(
                dataset, opened.detector(), opened.embedders(), settings, embeddings, progress);
        return new Prepared(
                dataset, experiment, Ablation.Conditions.of(dataset.contentHash(), settings, opened));
    }
}
