package io.facecloak.evaluation;

import java.util.List;
import java.util.Objects;

/**
 * What a {@link ProtectionExperiment} measures. Immutable and thread-safe.
 *
 * @param crop which face of a photo is meant
 * @param falseAcceptRates at which verification is measured, each in (0, 1); the thresholds come from pairs of
 *     photos of different people in the gallery, distractors aside, and a rate that these are too few for is left out with a warning
 * @param disturbances under which identification is measured as well; may be empty
 * @param metrics of image quality beside SSIM and PSNR, on the aligned faces; may be empty
 */
public record ExperimentSettings(
        FaceCrop crop, List<Double> falseAcceptRates, List<Disturbance> disturbances, List<ImageMetric> metrics) {

    /** Central faces, FAR 0.01 and 0.001, no disturbances, no further metrics. */
    public static final ExperimentSettings DEFAULT =
            new ExperimentSettings(FaceCrop.CENTRAL, List.of(0.01, 0.001), List.of(), List.of());

    public ExperimentSettings {
        Objects.requireNonNull(crop, "crop");
        falseAcceptRates = List.copyOf(falseAcceptRates);
        for (double rate : falseAcceptRates) {
            if (!(rate > 0 && rate < 1)) {
                throw new IllegalArgumentException("falseAcceptRates must be in (0, 1), but hold " + rate);
            }
        }
        disturbances = List.copyOf(disturbances);
        metrics = List.copyOf(metrics);
    }

    public ExperimentSettings withCrop(FaceCrop newCrop) {
        return new ExperimentSettings(newCrop, falseAcceptRates, disturbances, metrics);
    }

    public ExperimentSettings withFalseAcceptRates(List<Double> newRates) {
        return new ExperimentSettings(crop, newRates, disturbances, metrics);
    }

    public ExperimentSettings withDisturbances(List<Disturbance> newDisturbances) {
        return new ExperimentSettings(crop, falseAcceptRates, newDisturbances, metrics);
    }

    public ExperimentSettings withMetrics(List<ImageMetric> newMetrics) {
        return new ExperimentSettings(crop, falseAcceptRates, disturbances, newMetrics);
    }
}
