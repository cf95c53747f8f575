package io.facecloak.benchmarks;

import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.ExperimentResult.VerificationResult;
import io.facecloak.evaluation.GroupsResult;
import io.facecloak.evaluation.GroupsResult.RecogniserGroups;
import io.facecloak.evaluation.ProtectionRate.Estimate;
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
                "%n%s: %d probes; aligned crop SSIM %.3f, PSNR %.1f dB%n",
                result.method(),
                result.quality().size(),
                result.meanSsim(),
                result.meanPsnr());
        if (!result.leftOut().isEmpty()) {
            console.println("left out, no face: " + result.leftOut());
        }
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
                line.append(String.format(
                        Locale.ROOT,
                        " %8.1f %% (%4.1f)",
                        100 * at.guarded().psr(),
                        100 * at.clean().psr()));
            }
            console.println(line);
        }
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
                    "%-26s %-9s %9s %21.1f %% (%4.1f) %28.1f %%%n",
                    recogniser.recogniser(),
                    box(recogniser.recogniser(), surrogates),
                    recogniser.falseAcceptRate(),
                    100 * recogniser.impersonation().psr(),
                    100 * recogniser.cleanImpersonation().psr(),
                    100 * recogniser.dodging().psr());
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
                    .forEach(at -> heads.append(String.format(" %17s", "FAR " + at.falseAcceptRate())));
        }
        return heads.toString();
    }

    private static String top(RecogniserResult recogniser, int n) {
        Estimate estimate = recogniser.guarded().top(n).estimate();
        return String.format(
                Locale.ROOT,
                "%5.1f %% (%4.1f) [%4.1f, %5.1f]",
                100 * estimate.psr(),
                100 * recogniser.clean().top(n).psr(),
                100 * estimate.interval().low(),
                100 * estimate.interval().high());
    }
}
