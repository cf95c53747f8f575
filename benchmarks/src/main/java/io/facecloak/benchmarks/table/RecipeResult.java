package io.facecloak.benchmarks.table;

import io.facecloak.benchmarks.transfer.Recipe;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.ProtectionRate;
import io.facecloak.evaluation.ProtectionRate.Estimate;
import io.facecloak.evaluation.Untouched;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All that was measured of one recipe.
 *
 * @param verdicts one for every judge
 * @param untouched probes that stayed as they were under the default policy, as {@code identity/photo}; with the reason; one entry for every
 *     set of surrogates that the recipe was learnt on
 * @param probes how many there are, times the sets of surrogates
 * @param looks of the faces that the default policy protected
 * @param seconds of learning one cloak, mean
 * @param noCloak people without a cloak, with the reason
 */
record RecipeResult(
        Recipe recipe,
        List<Verdict> verdicts,
        List<Map.Entry<String, Untouched>> untouched,
        int probes,
        List<Look> looks,
        double seconds,
        Map<String, String> noCloak) {

    /**
     * One judge's view.
     *
     * @param taught whether the judge was a teacher of a recogniser that the cloaks were learnt on
     * @param clean the probes as they are
     * @param guarded the files that a person would post, by the name of the policy
     */
    record Verdict(
            String judge, boolean taught, IdentificationResult clean, Map<String, IdentificationResult> guarded) {}

    /** The judges that taught nobody; all of them if all did. */
    List<Verdict> impartial() {
        List<Verdict> impartial =
                verdicts.stream().filter(verdict -> !verdict.taught()).toList();
        return impartial.isEmpty() ? verdicts : impartial;
    }

    /** The mean Top-n PSR over judges. */
    static Estimate mean(List<Verdict> verdicts, String policy, int n) {
        return mean(verdicts.stream().map(verdict -> verdict.guarded().get(policy)), n);
    }

    /** The judges' mean Top-n error on the probes as they are. */
    static Estimate cleanError(List<Verdict> verdicts, int n) {
        return mean(verdicts.stream().map(Verdict::clean), n);
    }

    private static Estimate mean(Stream<IdentificationResult> results, int n) {
        return ProtectionRate.meanEstimate(results.map(result -> result.top(n)).toList());
    }

    /** Share of probes that stayed as they were for a reason, 0..1. */
    double share(Untouched reason) {
        return (double) untouched.stream()
                        .filter(photo -> photo.getValue() == reason)
                        .count()
                / probes;
    }
}
