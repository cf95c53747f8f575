package io.facecloak.app.cli;

import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a cloak file holds. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Tells what is in a cloak file: how it was learnt, and whether it holds a biometric template of the person.",
        footerHeading = "%nExample:%n",
        footer = "  facecloak info me.cloak --picture cloak.png")
final class InfoCommand implements Callable<Integer> {

    private static final double LEVELS = 255;

    /** What a program reads. */
    private record Result(
            Path file,
            long bytes,
            boolean holdsBiometricTemplate,
            List<Template> templates,
            double largestChange,
            CloakInfo info) {}

    private record Template(String recogniser, String fingerprint, int dimension, double threshold) {

        static Template of(PersonTemplate template) {
            return new Template(
                    template.embedderName(),
                    template.fingerprint(),
                    template.embedding().length,
                    template.matchThreshold());
        }
    }

    @Parameters(paramLabel = "CLOAK", description = "The cloak file.")
    private Path file;

    @Option(
            names = "--picture",
            paramLabel = "PNG",
            description = "Write the cloak as a picture, eightfold about mid-grey.")
    private Path picture;

    @Mixin
    private final CommonOptions common;

    InfoCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws IOException {
        CloakMask cloak = CloakFile.read(file);
        if (picture != null) {
            Pictures.write(Pictures.cloak(cloak), picture);
        }
        List<Template> templates = cloak.templates().stream().map(Template::of).toList();
        float largest = 0;
        for (float level : cloak.levels()) {
            largest = Math.max(largest, Math.abs(level));
        }
        if (common.json()) {
            common.console()
                    .json(new Result(file, Files.size(file), !templates.isEmpty(), templates, largest, cloak.info()));
        } else {
            print(cloak.info(), templates, largest);
        }
        return ExitCode.DONE;
    }

    private void print(CloakInfo info, List<Template> templates, float largest) {
        Console console = common.console();
        console.line("%s", file);
        row("learnt", info.created() + " with FaceCloak " + info.libraryVersion());
        row("on recognisers", String.join(", ", info.surrogates()));
        row("synthetic faces", info.portraits() + " by " + info.synthesizer());
        row("iterations", info.iterations() + ", " + info.updateRule());
        row(
                "budget",
                text(
                        "%.1f, raised %.1f, step %.1f of 255 levels",
                        info.budget() * LEVELS, info.raisedBudget() * LEVELS, info.stepSize() * LEVELS));
        row("largest change", text("%.1f of 255 levels", largest));
        row("focus masks", info.focusMasks().isEmpty() ? "none" : String.join(", ", info.focusMasks()));
        row("random seed", String.valueOf(info.randomSeed()));
        info.notes().forEach(this::row);
        if (templates.isEmpty()) {
            row("biometric data", "none; apply cloaks the largest face of a photo");
            return;
        }
        row(
                "biometric data",
                "YES: a template of the person, from which they can be recognised; keep the file private");
        for (Template template : templates) {
            row(
                    "",
                    text(
                            "%s, %d numbers, same person from %.2f",
                            template.recogniser(), template.dimension(), template.threshold()));
        }
    }

    /** The same on every computer. */
    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void row(String name, String value) {
        common.console().line("  %-16s %s", name, value);
    }
}
