package io.facecloak.benchmarks.ablation;

import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.Disturbance;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentSettings;
import io.facecloak.evaluation.ProtectionExperiment;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs a {@link Grid}: every cell learns a cloak per person, protects the probes and measures. Cells that are in the store are not run
 * again, and an interrupted cell keeps the cloaks it has learnt, so a second call continues the first. Deterministic.
 */
public final class Ablation {

    private final ProtectionExperiment experiment;
    private final FaceModels models;
    private final Conditions conditions;
    private final CellStore store;
    private final EvaluationProgress progress;

    /**
     * What all cells of a run share.
     *
     * @param dataset {@link io.facecloak.evaluation.FaceDataset#contentHash()}
     */
    public record Conditions(
            String dataset,
            String crop,
            List<Double> falseAcceptRates,
            List<String> disturbances,
            List<String> metrics,
            List<String> models) {

        public Conditions {
            falseAcceptRates = List.copyOf(falseAcceptRates);
            disturbances = List.copyOf(disturbances);
            metrics = List.copyOf(metrics);
            models = List.copyOf(models);
        }

        /** The conditions of an experiment with these settings and models. */
        public static Conditions of(String datasetHash, ExperimentSettings settings, FaceModels models) {
            List<String> fingerprints = new ArrayList<>();
            fingerprints.add(models.detector().fingerprint());
            models.embedders().stream()
                    .map(embedder -> embedder.name() + " " + embedder.fingerprint())
                    .forEach(fingerprints::add);
            models.synthesizer().ifPresent(synthesizer -> fingerprints.add(synthesizer.name()));
            return new Conditions(
                    datasetHash,
                    settings.crop().name(),
                    settings.falseAcceptRates(),
                    settings.disturbances().stream().map(Disturbance::name).toList(),
                    settings.metrics().stream()
                            .map(metric -> metric.name() + " " + metric.fingerprint())
                            .toList(),
                    fingerprints);
        }
    }

    private record Dependencies(Conditions conditions, CloakSettings settings) {}

    /** A sweep with its results, one per cell. */
    public record SweepResult(Grid.Sweep sweep, List<ExperimentResult> results) {

        public SweepResult {
            results = List.copyOf(results);
        }
    }

    public Ablation(
            ProtectionExperiment experiment,
            FaceModels models,
            Conditions conditions,
            CellStore store,
            EvaluationProgress progress) {
        this.experiment = Objects.requireNonNull(experiment, "experiment");
        this.models = Objects.requireNonNull(models, "models");
        this.conditions = Objects.requireNonNull(conditions, "conditions");
        this.store = Objects.requireNonNull(store, "store");
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /**
     * Runs all cells that the store lacks.
     *
     * @throws IllegalArgumentException if a cell names an unknown surrogate, or asks for more real photos than there are seeds
     * @throws IOException if a file cannot be read or written
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public List<SweepResult> run(Grid grid) throws IOException {
        int total =
                grid.sweeps().stream().mapToInt(sweep -> sweep.cells().size()).sum();
        int done = 0;
        List<SweepResult> results = new ArrayList<>();
        for (Grid.Sweep sweep : grid.sweeps()) {
            List<ExperimentResult> cells = new ArrayList<>();
            for (Grid.Cell cell : sweep.cells()) {
                cells.add(run(cell));
                progress.report("cells", ++done, total);
            }
            results.add(new SweepResult(sweep, cells));
        }
        return results;
    }

    private ExperimentResult run(Grid.Cell cell) throws IOException {
        // The names of the surrogates that "all" stands for belong to the key through the conditions.
        Dependencies dependencies = new Dependencies(conditions, cell.settings());
        Optional<ExperimentResult> stored = store.find(dependencies);
        if (stored.isPresent()) {
            return stored.get();
        }
        ExperimentResult result = experiment.run(new FaceCloakMethod(
                "FaceCloak",
                cell.settings(),
                models,
                ProtectionOptions.DEFAULT,
                Optional.of(store.cloaks(dependencies))));
        store.put(dependencies, result);
        return result;
    }
}
