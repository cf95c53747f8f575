package io.facecloak.app.cli;

import io.facecloak.FaceCloak;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.ImageQuality;
import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.evaluation.comparison.Similarity;
import io.facecloak.evaluation.comparison.SimilarityCheck;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What recognisers make of a photo before and after. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares a photo and its protected copy: how similar is the person to the seed photo, under every recogniser at hand?",
            "Without a protected copy, the cloak is tried on the photo in memory, refined as apply does it.",
            "Recognisers that the cloak was learnt on are fooled more often than others; give further ones with --models."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  facecloak check -s me.jpg party.jpg protected/party.jpg",
            "  facecloak check -c me.cloak party.jpg --picture check.png   tries the cloak without writing a copy"
        })
final class CheckCommand implements Callable<Integer> {

    /** What a program reads; {@code psnr} is null where the two are equal. */
    private record Result(
            Path original, Path protectedCopy, boolean faceFound, List<Row> recognisers, Double psnr, int exitCode) {}

    /** {@code learntOn} tells whether the cloak was learnt on this recogniser; null where no cloak was given. */
    private record Row(
            String recogniser,
            Boolean learntOn,
            double before,
            double after,
            double threshold,
            boolean recognisedBefore,
            boolean recognisedAfter) {

        static Row of(Similarity similarity, CloakMask cloak) {
            return new Row(
                    similarity.recogniser(),
                    cloak == null ? null : cloak.info().surrogates().contains(similarity.recogniser()),
                    similarity.before(),
                    similarity.after(),
                    similarity.threshold(),
                    similarity.recognisedBefore(),
                    similarity.recognisedAfter());
        }
    }

    @Parameters(index = "0", paramLabel = "ORIGINAL", description = "A photo of the person.")
    private Path original;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PROTECTED",
            description = "Its protected copy; without it, the cloak is tried in memory.")
    private Path protectedCopy;

    @Option(
            names = {"-s", "--seed"},
            paramLabel = "PHOTO",
            description = "Photo of the person to compare with; default: whom the cloak remembers.")
    private Path seed;

    @Option(
            names = {"-c", "--cloak"},
            paramLabel = "CLOAK",
            description = "The cloak file; needed without a protected copy or without a seed.")
    private Path cloakFile;

    @Mixin
    private RefinementOptions refinement;

    @Option(
            names = "--picture",
            paramLabel = "PNG",
            description = "Write original, protected and their difference, eightfold, side by side.")
    private Path picture;

    @Option(names = "--strict", description = "Exit code 4 if a recogniser still recognises the person.")
    private boolean strict;

    @Mixin
    private final CommonOptions common;

    @Spec
    private CommandSpec spec;

    CheckCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws IOException {
        if (cloakFile == null && (seed == null || protectedCopy == null)) {
            throw new ParameterException(
                    spec.commandLine(), "give a cloak (--cloak), or both a seed photo (--seed) and the protected copy");
        }
        if (picture != null) {
            AtomicFile.requireWritable(picture, true);
        }
        CloakMask cloak = cloakFile == null ? null : CloakFile.read(cloakFile);
        BufferedImage before = read(original);
        try (FaceModels models = common.openModels()) {
            SimilarityCheck check = seed != null
                    ? SimilarityCheck.withSeed(models, read(seed))
                    : SimilarityCheck.withCloak(models, cloak);
            BufferedImage after = protectedCopy != null
                    ? read(protectedCopy)
                    : FaceCloak.of(cloak, models, refinement.in(ProtectionOptions.DEFAULT))
                            .apply(before);
            // First, for it refuses two photos that do not belong together.
            BufferedImage comparison = Pictures.comparison(before, after);
            if (picture != null) {
                Pictures.write(comparison, picture);
            }
            List<Row> rows = check.compare(before, after).stream()
                    .map(similarity -> Row.of(similarity, cloak))
                    .toList();
            return report(rows, ImageQuality.psnr(before, after));
        }
    }

    private int report(List<Row> rows, double psnr) {
        boolean recognised = rows.stream().anyMatch(Row::recognisedAfter);
        int code = strict && recognised ? ExitCode.STILL_RECOGNISED : ExitCode.DONE;
        if (common.json()) {
            common.console()
                    .json(new Result(
                            original,
                            protectedCopy,
                            !rows.isEmpty(),
                            rows,
                            Double.isInfinite(psnr) ? null : psnr,
                            code));
            return code;
        }
        Console console = common.console();
        if (rows.isEmpty()) {
            console.line("no face found in %s", original);
            return code;
        }
        console.line("%-26s %6s %6s   %s", "similarity to the person", "before", "after", "same person from");
        for (Row row : rows) {
            console.line(
                    "%-26s %6.2f %6.2f   %.2f  %s%s",
                    row.recogniser(),
                    row.before(),
                    row.after(),
                    row.threshold(),
                    verdict(row),
                    row.learntOn() == null ? "" : row.learntOn() ? " (learnt on)" : " (never seen in learning)");
        }
        if (rows.stream().allMatch(row -> Boolean.TRUE.equals(row.learntOn()))) {
            console.line("the cloak was learnt on all of these; others are fooled less often");
        }
        console.line("%s", Double.isInfinite(psnr) ? "the two photos are equal" : change(psnr));
        return code;
    }

    private static String change(double psnr) {
        return String.format(Locale.ROOT, "PSNR over the whole photo: %.1f dB", psnr);
    }

    private static String verdict(Row row) {
        if (!row.recognisedBefore()) {
            return row.recognisedAfter() ? "recognised only after" : "not recognised to begin with";
        }
        return row.recognisedAfter() ? "still recognised" : "no longer recognised";
    }

    private static BufferedImage read(Path photo) throws IOException {
        return SrgbView.of(new PhotoReader().read(photo).upright());
    }
}
