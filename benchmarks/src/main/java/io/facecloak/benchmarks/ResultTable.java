package io.facecloak.benchmarks;

import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.ExperimentResult.VerificationResult;
import io.facecloak.evaluation.GroupsResult;
import io.facecloak.evaluation.GroupsResult.RecogniserGroups;
import io.facecloak.evaluation.ProtectionRate;
import io.facecloak.evaluation.ProtectionRate.Estimate;
import io.facecloak.evaluation.Untouched;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Figures of an experiment as text for a console. */
final class ResultTable {

    private final PrintStream console;

    ResultTable(PrintStream console) {
        this.console = console;
    }

    /** @param surrogates names of the recognisers that the method learnt on */
    void print(ExperimentResult result, List<String> surrogates) {
        console.printf(
                Locale.ROOT,
                "%n%s: %d probes, no face found in %.1f %%, not taken for the person %.1f %%; aligned crop SSIM %.3f, PSNR %.1f dB%n",
                result.method(),
                result.probes(),
                100 * result.shareUntouched(Untouched.NO_FACE),
                100 * result.shareUntouched(Untouched.UNMATCHED),
                result.meanSsim(),
                result.meanPsnr());
        result.unprotected().forEach((person, why) -> console.println("not protected: " + person + ": " + why));
        console.printf(
                "%-26s %-9s %30s %30s%s%n",
                "recogniser", "", "Top-1 PSR (clean) [95 %]", "Top-5 PSR (clean) [95 %]", farHeads(result));
        for (RecogniserResult recogniser : result.recognisers()) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%-26s %-9s %30s %30s",
                    recogniser.recogniser(),
                    box(recogniser.recogniser(), surrogates),
                    top(recogniser, 1),
                    top(recogniser, 5)));
            for (VerificationResult at : recogniser.verification()) {
                line.append(String.format(" %30s", rate(at.guarded(), at.clean())));
            }
            console.println(line);
        }
        means(result, surrogates);
    }

    /** What recognisers that the method never saw say on average. */
    private void means(ExperimentResult result, List<String> surrogates) {
        List<RecogniserResult> judges = result.recognisers().stream()
                .filter(recogniser -> !surrogates.contains(recogniser.recogniser()))
                .toList();
        if (judges.size() > 1) {
            console.printf("%-26s %-9s %30s %30s%n", "mean", "black box", mean(judges, 1), mean(judges, 5));
        }
    }

    private static String mean(List<RecogniserResult> judges, int n) {
        return text(
                ProtectionRate.meanEstimate(
                        judges.stream().map(judge -> judge.guarded().top(n)).toList()),
                judges.stream()
                        .mapToDouble(judge -> judge.clean().top(n).psr())
                        .average()
                        .orElseThrow());
    }

    /** @param surrogates names of the recognisers that the method learnt on */
    void print(GroupsResult result, List<String> surrogates) {
        console.printf("%n%s: groups of identities%n", result.method());
        if (!result.leftOut().isEmpty()) {
            console.println("left out, no face: " + result.leftOut());
        }
        result.unprotected().forEach((face, why) -> console.println("not protected: " + face + ": " + why));
        console.printf(
                "%-26s %-9s %9s %30s %30s%n",
                "recogniser", "", "FAR", "taken for the target (clean)", "no longer taken for oneself");
        for (RecogniserGroups recogniser : result.recognisers()) {
            console.printf(
                    Locale.ROOT,
                    "%-26s %-9s %9s %30s %30s%n",
                    recogniser.recogniser(),
                    box(recogniser.recogniser(), surrogates),
                    recogniser.falseAcceptRate(),
                    rate(recogniser.impersonation(), recogniser.cleanImpersonation()),
                    interval(recogniser.dodging()));
        }
    }

    private static String box(String recogniser, List<String> surrogates) {
        return surrogates.contains(recogniser) ? "white box" : "black box";
    }

    private static String farHeads(ExperimentResult result) {
        StringBuilder heads = new StringBuilder();
        if (!result.recognisers().isEmpty()) {
            result.recognisers()
                    .get(0)
                    .verification()
                    .forEach(at -> heads.append(String.format(" %30s", "FAR " + at.falseAcceptRate())));
        }
        return heads.toString();
    }

    private static String top(RecogniserResult recogniser, int n) {
        return rate(recogniser.guarded().top(n), recogniser.clean().top(n));
    }

    private static String rate(ProtectionRate guarded, ProtectionRate clean) {
        return text(guarded.estimate(), clean.psr());
    }

    private static String interval(ProtectionRate rate) {
        Estimate estimate = rate.estimate();
        return String.format(
                Locale.ROOT,
                "%5.1f %% [%4.1f, %5.1f]",
                100 * estimate.psr(),
                100 * estimate.interval().low(),
                100 * estimate.interval().high());
    }

    private static String text(Estimate estimate, double clean) {
        return String.format(
                Locale.ROOT,
                "%5.1f %% (%4.1f) [%4.1f, %5.1f]",
                100 * estimate.psr(),
                100 * clean,
                100 * estimate.interval().low(),
                100 * estimate.interval().high());
    }
}
