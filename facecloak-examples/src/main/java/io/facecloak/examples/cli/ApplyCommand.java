package io.facecloak.examples.cli;

import io.facecloak.FaceCloak;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.FolderSummary;
import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stage 3: protected copies of many photos. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes protected copies of photos; the originals are never changed.",
            "A copy that exists already is left alone, so a run that was ended is resumed by running it again. A photo that fails does not "
                    + "stop the others."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  facecloak apply -c me.cloak party.jpg -o protected",
            "  facecloak apply -c me.cloak photos -o protected              a folder and all folders below it",
            "  facecloak apply -c me.cloak 'photos/**/*.jpg' -o protected   a pattern, in quotes"
        })
final class ApplyCommand implements Callable<Integer> {

    private static final String TASK = "Photos";

    /** One photo, for programs. */
    private record Photo(
            Path source,
            Path target,
            Status status,
            int faces,
            int cloaked,
            RewrittenPixels rewritten,
            String problem) {

        static Photo of(PhotoOutcome outcome) {
            return new Photo(
                    outcome.source(),
                    outcome.target(),
                    outcome.status(),
                    outcome.faces().size(),
                    outcome.cloaked(),
                    outcome.rewritten().orElse(null),
                    outcome.problem().isEmpty() ? null : outcome.problem());
        }
    }

    /** What a program reads. */
    private record Result(int exitCode, Map<Status, Integer> counts, List<Photo> photos) {}

    @Parameters(
            arity = "1..*",
            paramLabel = "PHOTO",
            description = "Photo, folder, or pattern (*, **, ?, {a,b}) in quotes.")
    private List<String> photos;

    @Option(
            names = {"-c", "--cloak"},
            required = true,
            paramLabel = "CLOAK",
            description = "The cloak file that learn wrote.")
    private Path cloakFile;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FOLDER",
            description = "Where the copies go, with the names and subfolders of the originals; made if missing.")
    private Path output;

    @Option(
            names = "--faces",
            paramLabel = "WHICH",
            description =
                    "match: faces that are recognised as the person (default if the cloak remembers the person). largest: the largest face "
                            + "(default otherwise). all: every face.")
    private FacePolicy faces;

    @Option(
            names = "--metadata",
            defaultValue = "SHARING",
            paramLabel = "WHAT",
            description =
                    "sharing (default): without what identifies people, places and devices; keep_without_location, keep, or strip. "
                            + "Thumbnails always go: they show the unprotected face.")
    private MetadataPolicy metadata;

    @Option(
            names = "--mark",
            description = "Note in the copy's metadata that it is cloaked, and refuse photos with that note.")
    private boolean mark;

    @Option(
            names = "--encode-whole",
            description =
                    "Encode JPEG photos as a whole; by default, blocks that no cloaked face touches stay bit by bit as they are.")
    private boolean encodeWhole;

    @Option(
            names = {"-j", "--threads"},
            defaultValue = "1",
            paramLabel = "N",
            description = "Photos at a time; default 1. Each needs the memory of a few decoded copies.")
    private int threads;

    @Option(names = "--overwrite", description = "Make copies anew that exist already.")
    private boolean overwrite;

    @Mixin
    private final CommonOptions common;

    ApplyCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws IOException {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new FileSystemException(output.toString(), null, "is a file; name a folder for the copies");
        }
        List<PhotoJob> jobs = PhotoArguments.jobs(photos, output);
        List<PhotoOutcome> outcomes = new ArrayList<>();
        FolderSummary summary;
        try (FaceModels models = common.openModels();
                Bar bar = new Bar(common)) {
            FaceCloak cloak = FaceCloak.load(cloakFile, models, options());
            bar.show(TASK, 0, jobs.size());
            summary = cloak.folders()
                    .withThreads(threads)
                    .withOverwrite(overwrite)
                    .cancelledWhen(common::cancelled)
                    .run(jobs, outcome -> {
                        outcomes.add(outcome);
                        bar.show(TASK, outcomes.size(), jobs.size());
                    });
        }
        int code = exitCode(summary);
        if (common.json()) {
            common.console()
                    .json(new Result(
                            code,
                            summary.counts(),
                            outcomes.stream().map(Photo::of).toList()));
        } else {
            print(summary, outcomes);
        }
        return code;
    }

    private ProtectionOptions options() {
        ProtectionOptions options =
                ProtectionOptions.DEFAULT.withMetadata(metadata).withMark(mark).withKeepBlocks(!encodeWhole);
        return faces == null ? options : options.withFacePolicy(faces);
    }

    private static int exitCode(FolderSummary summary) {
        if (summary.count(Status.CANCELLED) > 0) {
            return ExitCode.CANCELLED;
        }
        return summary.complete() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private void print(FolderSummary summary, List<PhotoOutcome> outcomes) {
        Console console = common.console();
        for (Status status : Status.values()) {
            int count = summary.count(status);
            if (count > 0) {
                console.line("%6d %s", count, meaning(status));
            }
        }
        if (summary.total() == 0) {
            console.line("no file found");
        }
        list(
                "Without a protected face (nobody in it was recognised as the person, or no face was found):",
                outcomes,
                Status.NOTHING_TO_CLOAK);
        list("Failed:", outcomes, Status.FAILED);
    }

    private void list(String heading, List<PhotoOutcome> outcomes, Status status) {
        List<PhotoOutcome> listed =
                outcomes.stream().filter(outcome -> outcome.status() == status).toList();
        if (listed.isEmpty()) {
            return;
        }
        common.console().line("%s", heading);
        for (PhotoOutcome outcome : listed) {
            common.console().line("  %s", outcome.problem().isEmpty() ? outcome.source() : outcome.problem());
        }
    }

    private static String meaning(Status status) {
        return switch (status) {
            case PROTECTED -> "protected";
            case NOTHING_TO_CLOAK -> "copied unprotected: no face to cloak";
            case EXISTING -> "done before";
            case MARKED -> "left out: marked as cloaked already";
            case NO_PHOTO -> "left out: no photos";
            case FAILED -> "failed";
            case CANCELLED -> "not reached; run the same command again to go on";
        };
    }
}
