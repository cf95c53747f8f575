package io.facecloak.evaluation.report;

import io.facecloak.FaceCloak;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a reader needs to repeat a measurement. */
public final class ReportSettings {

    private ReportSettings() {}

    /**
     * Versions, data and models, for {@link Report#settings()}.
     *
     * @param contentHash {@link FaceDataset#contentHash()}
     * @return a new map, in the order of the report, to which callers add their options
     */
    public static Map<String, String> of(FaceDataset dataset, String contentHash, FaceCrop crop, FaceModels models) {
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
                        + dataset.distractors().size() + " strangers; SHA-256 " + contentHash);
        settings.put("face of a photo", crop.name());
        settings.put("detector", models.detector().fingerprint());
        for (Embedder recogniser : models.embedders()) {
            settings.put("recogniser " + recogniser.name(), recogniser.fingerprint());
        }
        return settings;
    }
}
