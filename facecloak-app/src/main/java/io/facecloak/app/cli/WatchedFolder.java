package io.facecloak.app.cli;

import io.facecloak.FolderProtection;
import io.facecloak.apply.PhotoJob;
import io.facecloak.internal.storage.FileStamp;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A folder, and those below it, that files come into: tells each file once it has not changed for a while, so that nothing half-written
 * is taken for whole, and again once it has changed. Used by one thread.
 *
 * <p>The file system's events only say that it is time to look; what is new is found by looking. Hence nothing is lost where events are:
 * in new folders, when there are too many of them, and on network drives, which have none.
 */
final class WatchedFolder implements AutoCloseable {

    /** How often to look without being told that there is something new. */
    private static final Duration UNASKED = Duration.ofSeconds(10);

    /** How long a user waits for the end at most. */
    private static final long PATIENCE_MILLIS = 200;

    /** Endings that programs give to files while they write them. */
    private static final Set<String> UNFINISHED =
            Set.of("part", "partial", "filepart", "crdownload", "download", "opdownload", "tmp", "temp");

    /**
     * A file that seems to be whole.
     *
     * @param changed whether it was told before, and has changed since, without having been away for longer than a file takes to settle
     */
    record Ready(PhotoJob job, boolean changed) {}

    /**
     * What is known of a file.
     *
     * @param stamp empty for what cannot be looked at
     * @param since when it was first seen with this stamp
     * @param last when it was last seen
     * @param told whether it was told with this stamp
     * @param toldBefore whether it was told with an earlier one
     */
    private record Seen(Optional<FileStamp> stamp, long since, long last, boolean told, boolean toldBefore) {

        Seen at(long now, boolean toldNow) {
            return new Seen(stamp, since, now, toldNow, toldBefore);
        }
    }

    private final Path folder;
    private final Path output;
    private final Duration settle;
    private final LongSupplier clock;
    private final WatchService events;
    private Map<Path, Seen> seen = new HashMap<>();
    private long looked;
    private boolean waiting;

    /**
     * @param output where copies go; not watched
     * @param settle how long a file must not have changed
     * @throws NotDirectoryException if there is no such folder
     * @throws IllegalArgumentException if the output is the folder itself
     */
    WatchedFolder(Path folder, Path output, Duration settle) throws IOException {
        this(folder, output, settle, System::nanoTime);
    }

    /** @param clock tells nanoseconds */
    WatchedFolder(Path folder, Path output, Duration settle, LongSupplier clock) throws IOException {
        FolderProtection.plan(folder, output);
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        this.folder = folder;
        this.output = output;
        this.settle = settle;
        this.clock = clock;
        this.events = folder.getFileSystem().newWatchService();
    }

    /**
     * Looks for files that are new or changed, and have not changed since an earlier look.
     *
     * @throws IOException if the folder is gone
     */
    List<Ready> look() throws IOException {
        // Before looking, so that what comes while looking is told.
        register();
        long now = clock.getAsLong();
        Map<Path, Seen> before = seen;
        seen = new HashMap<>();
        waiting = false;
        List<Ready> ready = new ArrayList<>();
        for (PhotoJob job : FolderProtection.plan(folder, output)) {
            if (isUnfinished(job.source())) {
                continue;
            }
            Optional<FileStamp> stamp = stamp(job.source());
            Seen known = before.get(job.source());
            if (known == null || !known.stamp().equals(stamp)) {
                known = new Seen(stamp, now, now, false, known != null && (known.told() || known.toldBefore()));
            } else if (!known.told() && now - known.since() >= settle.toNanos()) {
                ready.add(new Ready(job, known.toldBefore()));
                known = known.at(now, true);
            } else {
                known = known.at(now, known.told());
            }
            waiting |= !known.told();
            seen.put(job.source(), known);
        }
        before.forEach((file, known) -> keepWhileReplaced(file, known, now));
        looked = clock.getAsLong();
        return ready;
    }

    /** Programs that replace a file may take the old one away first, and a listing taken meanwhile may lack the file even if they do not. */
    private void keepWhileReplaced(Path file, Seen known, long now) {
        if (!seen.containsKey(file) && now - known.last() < settle.toNanos()) {
            seen.put(file, known);
            waiting = true;
        }
    }

    /**
     * Waits until it is time to look, but no longer than somebody waits who wants the program to end.
     *
     * @return whether it is time to look
     */
    boolean await() throws InterruptedException {
        long pause = (waiting ? settle : UNASKED).toNanos();
        long left = looked + pause - clock.getAsLong();
        if (left <= 0) {
            return true;
        }
        WatchKey key =
                events.poll(Math.min(left, TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)), TimeUnit.NANOSECONDS);
        boolean told = key != null;
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = events.poll();
        }
        // While files settle, each write is an event; what they say is seen when it is time to look anyway.
        return told && !waiting;
    }

    private void register() throws IOException {
        Path from = folder.toRealPath();
        Path into = Files.exists(output)
                ? output.toRealPath()
                : output.toAbsolutePath().normalize();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.equals(into) || !directory.equals(from) && isHidden(directory)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                try {
                    directory.register(
                            events,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
                } catch (IOException e) {
                    // There are limits to how many folders can be watched; into those beyond we look unasked.
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException reason) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException reason) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isHidden(Path directory) {
        return directory.getFileName().toString().startsWith(".");
    }

    private static boolean isUnfinished(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return UNFINISHED.contains(name.substring(name.lastIndexOf('.') + 1)) || name.endsWith("~");
    }

    private static Optional<FileStamp> stamp(Path file) {
        try {
            return Optional.of(FileStamp.of(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        events.close();
    }
}
