package io.facecloak.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link ProtectionExperiment} found. Immutable and thread-safe; holds figures alone, no faces and no embeddings.
 *
 * @param method the method's name
 * @param recognisers one result per recogniser
 * @param quality one entry per protected probe
 * @param untouched probes that stayed as they are, as {@code identity/photo}, with the reason: they count as unprotected
 * @param unprotected people whom the method could not protect, with the reason; all of their probes are untouched
 */
public record ExperimentResult(
        String method,
        List<RecogniserResult> recognisers,
        List<ProbeQuality> quality,
        Map<String, Untouched> untouched,
        Map<String, String> unprotected) {

    /**
     * How little a protection shows in the aligned face.
     *
     * @param ssim {@link ImageQuality#ssim}
     * @param psnr {@link ImageQuality#psnr} in dB; infinite where nothing changed
     * @param metrics the experiment's further metrics by name
     */
    public record ProbeQuality(String identity, String photo, double ssim, double psnr, Map<String, Double> metrics) {

        public ProbeQuality {
            metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        }
    }

    /**
     * One recogniser's view.
     *
     * @param fingerprint of the recogniser
     * @param clean identification of the unprotected probes: what the recogniser's own errors "protect"
     * @param guarded identification of the same probes after protection; those that stayed as they are count as found
     * @param verification one per false accept rate
     * @param disturbed one per disturbance
     */
    public record RecogniserResult(
            String recogniser,
            String fingerprint,
            IdentificationResult clean,
            IdentificationResult guarded,
            List<VerificationResult> verification,
            List<DisturbedResult> disturbed) {

        public RecogniserResult {
            verification = List.copyOf(verification);
            disturbed = List.copyOf(disturbed);
        }
    }

    /**
     * Verification at one false accept rate.
     *
     * @param threshold the similarity from which pairs are accepted
     */
    public record VerificationResult(
            double falseAcceptRate, double threshold, ProtectionRate clean, ProtectionRate guarded) {}

    /**
     * Identification of disturbed probes in the undisturbed gallery.
     *
     * @param disturbance its name
     * @param clean the unprotected probes, disturbed
     * @param guarded the protected probes, disturbed
     */
    public record DisturbedResult(String disturbance, IdentificationResult clean, IdentificationResult guarded) {}

    public ExperimentResult {
        recognisers = List.copyOf(recognisers);
        quality = List.copyOf(quality);
        untouched = Collections.unmodifiableMap(new TreeMap<>(untouched));
        unprotected = Collections.unmodifiableMap(new TreeMap<>(unprotected));
    }

    /** How many probes were judged. */
    public int probes() {
        return quality.size() + untouched.size();
    }

    /** Share of the probes that stayed as they are for this reason, 0..1. */
    public double shareUntouched(Untouched reason) {
        return (double) Collections.frequency(untouched.values(), reason) / probes();
    }

    /** Top-n PSR of several recognisers, each with the same weight, with its interval. */
    public static ProtectionRate.Estimate meanTop(List<RecogniserResult> recognisers, int n) {
        return ProtectionRate.meanEstimate(recognisers.stream()
                .map(recogniser -> recogniser.guarded().top(n))
                .toList());
    }

    /** Mean SSIM of the protected probes' aligned faces. */
    public double meanSsim() {
        return quality.stream().mapToDouble(ProbeQuality::ssim).average().orElse(Double.NaN);
    }

    /** Means of the further metrics by name. */
    public Map<String, Double> meanMetrics() {
        Map<String, Double> means = new LinkedHashMap<>();
        for (ProbeQuality probe : quality) {
            probe.metrics().forEach((name, value) -> means.merge(name, value / quality.size(), Double::sum));
        }
        return means;
    }

    /** Mean PSNR of the protected probes' aligned faces in dB, without those where nothing changed. */
    public double meanPsnr() {
        return quality.stream()
                .mapToDouble(ProbeQuality::psnr)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.POSITIVE_INFINITY);
    }
}
