package io.facecloak.benchmarks;

import io.facecloak.FaceCloak;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a reader needs to repeat a measurement. */
final class ReportSettings {

    private ReportSettings() {}

    /** A new map, in the order of the report. */
    static Map<String, String> of(ExperimentOptions.Prepared prepared, FaceModels models) {
        FaceDataset dataset = prepared.dataset();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                "FaceCloak",
                Optional.ofNullable(FaceCloak.class.getPackage().getImplementationVersion())
                        .orElse("development"));
        settings.put(
                "Java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        settings.put(
                "data set",
                dataset.identities().size() + " people, " + dataset.probes().size() + " probes, "
                        + dataset.distractors().size() + " strangers; SHA-256 "
                        + prepared.conditions().dataset());
        settings.put("face of a photo", prepared.conditions().crop());
        settings.put("detector", models.detector().fingerprint());
        for (Embedder recogniser : models.embedders()) {
            settings.put("recogniser " + recogniser.name(), recogniser.fingerprint());
        }
        prepared.metrics().forEach(metric -> settings.put(metric.name(), metric.fingerprint()));
        return settings;
    }
}
