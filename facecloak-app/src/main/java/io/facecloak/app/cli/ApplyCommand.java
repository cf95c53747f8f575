package io.facecloak.app.cli;

import io.facecloak.FaceCloak;
import io.facecloak.FolderProtection;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.FolderSummary;
import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.internal.storage.FileNames;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
            "  facecloak apply -c me.cloak 'photos/**/*.jpg' -o protected   a pattern, in quotes",
            "  facecloak apply -c me.cloak --watch inbox protected          whatever comes into a folder, until Ctrl-C"
        })
final class ApplyCommand implements Callable<Integer> {

    private static final String TASK = "Photos";
    private static final double MIN_SETTLE = 0.1;
    private static final double MAX_SETTLE = 3600;

    /** Of which watching says nothing until the end, since they would be told anew at every start, or nobody asked for them. */
    private static final Set<Status> UNTOLD = EnumSet.of(Status.EXISTING, Status.NO_PHOTO, Status.CANCELLED);

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
            OptionalDouble closest = ApplySummary.closest(outcome);
            return new Photo(
                    outcome.source(),
                    outcome.target(),
                    outcome.status(),
                    outcome.faces().size(),
                    outcome.cloaked(),
                    outcome.tooMany(),
                    outcome.needsLook(),
                    closest.isPresent() ? closest.getAsDouble() : null,
                    outcome.rewritten().orElse(null),
                    outcome.notes(),
                    outcome.problem().isEmpty() ? null : outcome.problem());
        }
    }

    /** What a program reads; {@code strength} is null if the cloak was not refined. */
    private record Result(
            int exitCode, String strength, Map<Status, Integer> counts, int needingLook, List<Photo> photos) {}

    /** The last line of what a program reads of {@code --watch}. */
    private record WatchResult(int exitCode, String strength, Map<Status, Integer> counts, int needingLook) {}

    @Parameters(
            arity = "1..*",
            paramLabel = "PHOTO",
            description = "Photo, folder, or pattern (*, **, ?, {a,b}) in quotes; with --watch: a folder.")
    private List<String> photos;

    @Option(
            names = {"-c", "--cloak"},
            required = true,
            paramLabel = "CLOAK",
            description = "The cloak file that learn wrote.")
    private Path cloakFile;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description =
                    "Where the copies go, with the names and subfolders of the originals; made if missing. Required, but"
                            + " --watch also takes it as its second folder.")
    private Path output;

    @Option(
            names = "--watch",
            description =
                    "Go on until Ctrl-C, and protect what comes into the folder. A file is taken once it has not changed"
                            + " for a while (--settle), and anew if it changes after that. What was copied before the start is"
                            + " left alone.")
    private boolean watch;

    @Option(
            names = "--settle",
            defaultValue = "2",
            paramLabel = "SECONDS",
            description = "How long a file must stay as it is until --watch takes it for complete; default 2.")
    private double settle;

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

    @Spec
    private CommandSpec spec;

    ApplyCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = outputFolder();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FileSystemException(folder.toString(), null, "is a file; name a folder for the copies");
        }
        return watch ? watch(FileNames.path(photos.get(0)), folder) : once(folder);
    }

    private Path outputFolder() {
        int folders = output == null ? 2 : 1;
        if (watch && photos.size() != folders) {
            throw new ParameterException(
                    spec.commandLine(), "--watch takes two folders: where photos come in, and where their copies go");
        }
        if (!watch && output == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--output=FOLDER'");
        }
        if (!(settle >= MIN_SETTLE && settle <= MAX_SETTLE)) {
            throw new IllegalArgumentException(
                    "--settle must be in " + MIN_SETTLE + ".." + MAX_SETTLE + " seconds, but is " + settle);
        }
        return output == null ? FileNames.path(photos.get(1)) : output;
    }

    private int once(Path folder) throws IOException {
        List<PhotoJob> jobs = PhotoArguments.jobs(photos, folder);
        List<PhotoOutcome> outcomes = new ArrayList<>();
        FolderSummary summary;
        try (FaceModels models = common.openModels();
                Bar bar = new Bar(common)) {
            FolderProtection protection = protection(models);
            bar.show(TASK, 0, jobs.size());
            summary = protection.withOverwrite(overwrite).run(jobs, outcome -> {
                outcomes.add(outcome);
                if (outcome.status() != Status.CANCELLED) {
                    bar.show(TASK, outcomes.size(), jobs.size());
                }
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
            new ApplySummary(common.console()).print(summary, outcomes);
        }
        return code;
    }

    private int watch(Path inbox, Path folder) throws IOException, InterruptedException {
        Duration settled = Duration.ofMillis(Math.round(settle * 1000));
        FolderSummary summary;
        try (FaceModels models = common.openModels();
                WatchedFolder watched = new WatchedFolder(inbox, folder, settled)) {
            FolderProtection protection = protection(models);
            if (!common.json()) {
                common.console().line("watching %s; copies go to %s; Ctrl-C ends it", inbox, folder);
            }
            summary = new FolderWatch(protection, overwrite, this::tell).watch(watched, common::cancelled);
        }
        if (common.json()) {
            common.console()
                    .jsonLine(new WatchResult(
                            ExitCode.CANCELLED, refinement.typed(), summary.counts(), summary.needingLook()));
        } else {
            new ApplySummary(common.console()).numbers(summary);
        }
        return ExitCode.CANCELLED;
    }

    /** As it happens, for nobody knows when the end is. */
    private void tell(PhotoOutcome outcome) {
        if (common.json()) {
            common.console().jsonLine(Photo.of(outcome));
        } else if (!UNTOLD.contains(outcome.status())) {
            common.console().line("%s", ApplySummary.line(outcome));
        }
    }

    private FolderProtection protection(FaceModels models) throws IOException {
        FolderProtection folders = FaceCloak.load(cloakFile, models, options()).folders();
        return (ownFormat ? folders.inOwnFormat() : folders)
                .withThreads(threads)
                .withCopyUnprotected(copyUnprotected)
                .withPreserveTimes(preserveTimes)
                .cancelledWhen(common::cancelled);
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
}
