package io.facecloak.app.cli;

import io.facecloak.FolderProtection;
import io.facecloak.app.cli.WatchedFolder.Ready;
import io.facecloak.apply.FolderSummary;
import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Protects what comes into a folder, until the user has enough. Used by one thread. */
final class FolderWatch {

    private final FolderProtection protection;
    private final boolean overwrite;
    private final Consumer<PhotoOutcome> listener;
    private final Map<Status, Integer> counts = new EnumMap<>(Status.class);
    private int needingLook;

    /** Originals and copies of this run. */
    private final Set<Path> copied = new HashSet<>();

    private final Set<Path> copies = new HashSet<>();

    /**
     * @param overwrite whether copies are replaced that were there before
     * @param listener receives every outcome, on the watching thread
     */
    FolderWatch(FolderProtection protection, boolean overwrite, Consumer<PhotoOutcome> listener) {
        this.protection = protection;
        this.overwrite = overwrite;
        this.listener = listener;
    }

    /**
     * Watches until {@code cancelled}.
     *
     * @throws IOException if the folder is gone
     */
    FolderSummary watch(WatchedFolder folder, BooleanSupplier cancelled) throws IOException, InterruptedException {
        boolean due = true;
        while (!cancelled.getAsBoolean()) {
            if (due) {
                List<Ready> ready = folder.look();
                // A photo that was changed gets its copy anew, even though the copy exists by now.
                protect(
                        ready.stream()
                                .filter(Ready::changed)
                                .filter(this::isOwn)
                                .toList(),
                        true);
                protect(
                        ready.stream()
                                .filter(file -> !(file.changed() && isOwn(file)))
                                .toList(),
                        overwrite);
            }
            due = folder.await();
        }
        return new FolderSummary(counts, needingLook);
    }

    /** Whether the copy was made by this run, so that it is the copy of this photo and nothing that somebody cares for. */
    private boolean isOwn(Ready file) {
        return copied.contains(file.job().source());
    }

    private void protect(List<Ready> files, boolean replace) {
        if (!files.isEmpty()) {
            List<PhotoJob> jobs = files.stream().map(Ready::job).toList();
            protection.withOverwrite(replace).run(jobs, this::tell);
        }
    }

    private void tell(PhotoOutcome outcome) {
        if (isGone(outcome)) {
            return;
        }
        PhotoOutcome told = isOfAnother(outcome) ? nameTaken(outcome) : outcome;
        if (told.rewritten().isPresent()) {
            copied.add(told.source());
            copies.add(told.target());
        }
        counts.merge(told.status(), 1, Integer::sum);
        needingLook += told.needsLook() ? 1 : 0;
        listener.accept(told);
    }

    /** Whether the file was moved or deleted before its turn came. */
    private static boolean isGone(PhotoOutcome outcome) {
        return outcome.status() == Status.FAILED && !Files.exists(outcome.source(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether the copy that exists was made by this run, and hence of another photo than this, which has none then. */
    private boolean isOfAnother(PhotoOutcome outcome) {
        return outcome.status() == Status.EXISTING && copies.contains(outcome.target());
    }

    private static PhotoOutcome nameTaken(PhotoOutcome outcome) {
        FileSystemException reason = new FileSystemException(
                outcome.source().toString(),
                null,
                "not protected, for " + outcome.target()
                        + " is the copy of an earlier photo of this name; rename the photo");
        return new PhotoOutcome(
                outcome.source(),
                outcome.target(),
                Status.FAILED,
                List.of(),
                Optional.empty(),
                Set.of(),
                Optional.of(reason));
    }
}
