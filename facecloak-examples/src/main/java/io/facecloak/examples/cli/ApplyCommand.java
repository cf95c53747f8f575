package io.facecloak.examples.cli;

import io.facecloak.FaceCloak;
import io.facecloak.apply.Decision;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.FolderProtection;
import io.facecloak.apply.FolderSummary;
import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
            "The cloak is refined on the faces of each photo (--strength), which protects far better than the cloak alone.",
            "A copy that exists already is left alone, so a run that was ended is resumed by running it again. A photo"
                    + " that fails does not stop the others.",
            "A photo in which no face is protected is not copied. Exit code 5: some photos need a look, since the"
                    + " person may be in them: perhaps recognised, no face found, or more faces than are looked at. The"
                    + " list at the end names them."
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
            int facesNotLookedAt,
            boolean needsLook,
            Double similarity,
            RewrittenPixels rewritten,
            Set<PhotoNote> notes,
            String problem) {

        static Photo of(PhotoOutcome outcome) {
            return new Photo(
                    outcome.source(),
                    outcome.target(),
                    outcome.status(),
                    outcome.faces().size(),
                    outcome.cloaked(),
                    outcome.tooMany(),
                    outcome.needsLook(),
                    closest(outcome).isPresent() ? closest(outcome).getAsDouble() : null,
                    outcome.rewritten().orElse(null),
                    outcome.notes(),
                    outcome.problem().isEmpty() ? null : outcome.problem());
        }
    }

    /** What a program reads; {@code strength} is null if the cloak was not refined. */
    private record Result(
            int exitCode, String strength, Map<Status, Integer> counts, int needingLook, List<Photo> photos) {}

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
                    "match: faces that are recognised as the person. match-or-main: the same; if there is none, the"
                            + " only or clearly largest face (default if the cloak remembers the person). largest: the"
                            + " largest face (default otherwise). all: every face.",
            converter = FacePolicyConverter.class)
    private FacePolicy faces;

    @Mixin
    private RefinementOptions refinement;

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
                    "Encode JPEG photos as a whole; by default, blocks that no cloaked face touches stay bit by bit as"
                            + " they are.")
    private boolean encodeWhole;

    @Option(
            names = "--own-format",
            description =
                    "Write HEIC and AVIF photos as such, which takes an encoder in libheif; by default, they become JPEG.")
    private boolean ownFormat;

    @Option(
            names = {"-j", "--threads"},
            defaultValue = "1",
            paramLabel = "N",
            description = "Photos at a time; default 1. Each needs the memory of a few decoded copies.")
    private int threads;

    @Option(names = "--overwrite", description = "Make copies anew that exist already.")
    private boolean overwrite;

    @Option(
            names = "--copy-unprotected",
            description = "Copy photos too in which no face is protected; the exit code stays the same.")
    private boolean copyUnprotected;

    @Option(
            names = "--preserve-times",
            description =
                    "Give each copy the modification time of its original; by default, it is when it was written.")
    private boolean preserveTimes;

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
            FolderProtection folders = cloak.folders();
            summary = (ownFormat ? folders.inOwnFormat() : folders)
                    .withThreads(threads)
                    .withOverwrite(overwrite)
                    .withCopyUnprotected(copyUnprotected)
                    .withPreserveTimes(preserveTimes)
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
                            refinement.typed(),
                            summary.counts(),
                            summary.needingLook(),
                            outcomes.stream().map(Photo::of).toList()));
        } else {
            print(summary, outcomes);
        }
        return code;
    }

    private ProtectionOptions options() {
        ProtectionOptions options =
                ProtectionOptions.DEFAULT.withMetadata(metadata).withMark(mark).withKeepBlocks(!encodeWhole);
        return refinement.in(faces == null ? options : options.withFacePolicy(faces));
    }

    private static int exitCode(FolderSummary summary) {
        if (summary.count(Status.CANCELLED) > 0) {
            return ExitCode.CANCELLED;
        }
        if (summary.count(Status.FAILED) > 0) {
            return ExitCode.SOME_FAILED;
        }
        return summary.complete() ? ExitCode.DONE : ExitCode.NEEDS_LOOK;
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
        notes(outcomes);
        list("Failed:", outcomes, outcome -> outcome.status() == Status.FAILED);
        // Last, so that it does not scroll away.
        list(
                "Not protected, other people only:",
                outcomes,
                outcome -> outcome.status() == Status.OTHER_PERSON && !outcome.needsLook());
        list("Please look at these, the person may be in them unprotected:", outcomes, PhotoOutcome::needsLook);
    }

    private void notes(List<PhotoOutcome> outcomes) {
        List<PhotoOutcome> noted =
                outcomes.stream().filter(outcome -> !outcome.notes().isEmpty()).toList();
        if (noted.isEmpty()) {
            return;
        }
        common.console().line("Left out of the copies, or changed in them:");
        for (PhotoOutcome outcome : noted) {
            common.console()
                    .line(
                            "  %s: %s",
                            outcome.target(),
                            outcome.notes().stream().map(PhotoNote::sentence).collect(Collectors.joining("; ")));
        }
    }

    private void list(String heading, List<PhotoOutcome> outcomes, Predicate<PhotoOutcome> wanted) {
        List<PhotoOutcome> listed = outcomes.stream().filter(wanted).toList();
        if (listed.isEmpty()) {
            return;
        }
        common.console().line("%s", heading);
        for (PhotoOutcome outcome : listed) {
            common.console().line("  %s", line(outcome));
        }
    }

    private static String line(PhotoOutcome outcome) {
        if (!outcome.problem().isEmpty()) {
            return outcome.problem();
        }
        String reason =
                switch (outcome.status()) {
                    case PERHAPS_PERSON ->
                        String.format(
                                Locale.ROOT,
                                "perhaps the person (similarity %.2f)",
                                closest(outcome).orElseThrow());
                    case NO_FACE -> outcome.faces().isEmpty() ? "no face found" : "no face large enough";
                    case OTHER_PERSON -> "somebody else";
                    default -> "cloaked";
                };
        String crowd = outcome.tooMany() == 0 ? "" : "; " + outcome.tooMany() + " smaller faces were not looked at";
        String copied =
                outcome.status() != Status.PROTECTED && outcome.rewritten().isPresent() ? "; copied" : "";
        return outcome.source() + ": " + reason + crowd + copied;
    }

    /** Of the face that comes closest to the person. */
    private static OptionalDouble closest(PhotoOutcome outcome) {
        return outcome.faces().stream()
                .filter(face -> outcome.status() != Status.PERHAPS_PERSON || face.decision() == Decision.PERHAPS_PERSON)
                .flatMapToDouble(face -> face.similarity().stream())
                .max();
    }

    private static String meaning(Status status) {
        return switch (status) {
            case PROTECTED -> "cloaked";
            case PERHAPS_PERSON -> "not cloaked: perhaps the person";
            case OTHER_PERSON -> "not cloaked: somebody else";
            case NO_FACE -> "not cloaked: no face found";
            case EXISTING -> "done before";
            case MARKED -> "left out: marked as cloaked already";
            case NO_PHOTO -> "left out: no photos";
            case FAILED -> "failed";
            case CANCELLED -> "not reached; run the same command again to go on";
        };
    }
}
