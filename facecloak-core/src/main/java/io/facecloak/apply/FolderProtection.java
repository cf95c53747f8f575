package io.facecloak.apply;

import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.image.NoPhotoException;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.internal.apply.LivePhoto;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.internal.storage.FileNames;
import io.facecloak.internal.storage.Folders;
import io.facecloak.internal.storage.ReadableFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Protects many photo files: each becomes a complete protected copy or none, and one that fails never stops the others. A photo in which
 * no face is cloaked gets no copy, unless {@link #withCopyUnprotected} asks for it.
 *
 * <pre>{@code
 * FolderSummary summary = cloak.folders()
 *         .withThreads(2)
 *         .run(FolderProtection.plan(Path.of("photos"), Path.of("protected")), outcome -> show(outcome));
 * }</pre>
 *
 * <ul>
 *   <li>The originals are never touched. A copy that exists is left alone ({@link Status#EXISTING}), so that a run which was cancelled
 *       or killed is resumed by running it again. Photos that got no copy are searched again, so that a cloak which has learnt more about
 *       the person may find them.
 *   <li>Every file has one {@link PhotoOutcome}, in the order of the jobs, whatever the number of threads.
 *   <li>At most one photo per thread is in memory.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class FolderProtection {

    /** Names that promise a photo: a file of such a name with other content is a failure rather than no photo. */
    private static final Set<String> PHOTO_NAMES = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif", "hif", "avif");

    private static final Set<String> JPEG_NAMES = Set.of("jpg", "jpeg", "jpe", "jfif");

    /** How many files each thread may be ahead of the slowest one. */
    private static final int JOBS_AHEAD = 16;

    /** How long a run that is cancelled may go on refining. */
    private static final long CANCEL_MILLIS = 100;

    private final PhotoProtector protector;
    private final int threads;
    private final boolean overwrite;
    private final boolean copyUnprotected;
    private final boolean preserveTimes;
    private final BooleanSupplier cancelled;

    /** With one thread, never cancelled, existing copies left alone, no unprotected copies. */
    public FolderProtection(PhotoProtector protector) {
        this(Objects.requireNonNull(protector, "protector"), 1, false, false, false, () -> false);
    }

    private FolderProtection(
            PhotoProtector protector,
            int threads,
            boolean overwrite,
            boolean copyUnprotected,
            boolean preserveTimes,
            BooleanSupplier cancelled) {
        this.protector = protector;
        this.threads = threads;
        this.overwrite = overwrite;
        this.copyUnprotected = copyUnprotected;
        this.preserveTimes = preserveTimes;
        this.cancelled = cancelled;
    }

    /**
     * How many photos are worked on at a time, at least 1; default 1. Each takes the memory of a few decoded copies of itself.
     */
    public FolderProtection withThreads(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads must be in 1..1024, but is " + threads);
        }
        return new FolderProtection(protector, threads, overwrite, copyUnprotected, preserveTimes, cancelled);
    }

    /** Whether a copy that exists is made anew and replaced; default false. An original is never replaced. */
    public FolderProtection withOverwrite(boolean overwrite) {
        return new FolderProtection(protector, threads, overwrite, copyUnprotected, preserveTimes, cancelled);
    }

    /**
     * Whether photos in which no face is cloaked are copied too, with the metadata as the options say; default false, so that the output
     * holds protected photos only. They have the same {@linkplain Status status} and need the same look either way. Counts here instead of
     * {@link ProtectionOptions#copyUnprotected}.
     */
    public FolderProtection withCopyUnprotected(boolean copyUnprotected) {
        return new FolderProtection(protector, threads, overwrite, copyUnprotected, preserveTimes, cancelled);
    }

    /** Whether a copy says that it was last changed when its original was, as {@code cp -p} does; default false: when it was written. */
    public FolderProtection withPreserveTimes(boolean preserveTimes) {
        return new FolderProtection(protector, threads, overwrite, copyUnprotected, preserveTimes, cancelled);
    }

    /**
     * A run that writes HEIC and AVIF photos as such instead of as JPEG, and others that are usually converted where a
     * {@link io.facecloak.image.PhotoEncoder} for them is on the class path. If that lacks a native library, the photo fails.
     */
    public FolderProtection inOwnFormat() {
        return new FolderProtection(
                protector.inOwnFormat(), threads, overwrite, copyUnprotected, preserveTimes, cancelled);
    }

    /**
     * Asked before each photo and while photos are at work, on any thread; once true, the photos at work are finished, but for those that
     * are being refined, and the others come out as {@link Status#CANCELLED}.
     */
    public FolderProtection cancelledWhen(BooleanSupplier cancelled) {
        return new FolderProtection(
                protector,
                threads,
                overwrite,
                copyUnprotected,
                preserveTimes,
                Objects.requireNonNull(cancelled, "cancelled"));
    }

    /**
     * The jobs for a photo, or for a folder and all folders below it, in the order of their names. Hidden files and folders (names that
     * begin with a dot), links to folders that are walked through anyway, and the output folder itself are left out; what a file holds is
     * not looked at yet. A folder that cannot be read, a link to another folder and a link that leads nowhere become jobs too, which will
     * fail and say why.
     *
     * @param source a photo or a folder
     * @param output a folder, existing or not, in which the copies get the names and subfolders of the originals
     * @throws IllegalArgumentException if the output is the source folder: the originals would be in the way
     * @throws IOException if the source does not exist, or is a link that leads nowhere
     */
    public static List<PhotoJob> plan(Path source, Path output) throws IOException {
        ReadableFile.requireExisting(source);
        Path from = source.toRealPath();
        if (!Files.isDirectory(from)) {
            return List.of(new PhotoJob(source, output.resolve(source.getFileName())));
        }
        Path into = Files.exists(output)
                ? output.toRealPath()
                : output.toAbsolutePath().normalize();
        if (into.equals(from)) {
            throw new IllegalArgumentException(
                    "the output folder " + output + " is the folder of the originals; choose another");
        }
        List<PhotoJob> jobs = new ArrayList<>();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean left = folder.equals(into) || !folder.equals(from) && isHidden(folder);
                return left ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean wanted = attributes.isSymbolicLink() ? leadsElsewhere(file) : attributes.isRegularFile();
                if (!isHidden(file) && wanted) {
                    add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            /** A link to a file is as good as the file; one to a folder is told, unless the folder is walked through anyway. */
            private boolean leadsElsewhere(Path link) {
                try {
                    Path aim = link.toRealPath();
                    return Files.isDirectory(aim)
                            ? !aim.startsWith(from) && !aim.startsWith(into)
                            : Files.isRegularFile(aim);
                } catch (IOException e) {
                    return true;
                }
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException reason) {
                add(file);
                return FileVisitResult.CONTINUE;
            }

            private void add(Path file) {
                Path relative = from.relativize(file);
                jobs.add(new PhotoJob(source.resolve(relative), output.resolve(relative)));
            }
        });
        jobs.sort((a, b) -> a.source().compareTo(b.source()));
        return jobs;
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    /**
     * Protects the jobs' photos. An interrupt of the calling thread cancels the run, and the thread stays interrupted.
     *
     * @param jobs are asked for one by one as the work goes on
     * @param listener receives every outcome, in the order of the jobs, on the calling thread; an exception thrown by it ends the run
     *     after the photos at work and reaches the caller
     */
    public FolderSummary run(Iterable<PhotoJob> jobs, Consumer<? super PhotoOutcome> listener) {
        Objects.requireNonNull(listener, "listener");
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        for (Status status : Status.values()) {
            counts.put(status, 0);
        }
        int[] needingLook = {0};
        Consumer<PhotoOutcome> counting = outcome -> {
            counts.merge(outcome.status(), 1, Integer::sum);
            needingLook[0] += outcome.needsLook() ? 1 : 0;
            listener.accept(outcome);
        };
        new Run().process(jobs, counting);
        return new FolderSummary(counts, needingLook[0]);
    }

    /** The name that the copy of a photo gets: another one where its format is another. */
    private static Path named(Path target, PhotoFormat from, PhotoFormat to) {
        String name = target.getFileName().toString();
        String extension = extension(name);
        boolean fits =
                switch (to) {
                    case PNG -> extension.equals("png");
                    case JPEG -> from == to || JPEG_NAMES.contains(extension);
                    default -> true;
                };
        return fits ? target : FileNames.withSuffix(target, "." + to.extension());
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The state of one call of {@link #run}. */
    private final class Run {

        private final Set<Path> targets = ConcurrentHashMap.newKeySet();
        private final AtomicInteger workers = new AtomicInteger();
        private volatile boolean stopped;
        private boolean interrupted;

        /** Threads that can be interrupted without harm, since they refine and write nothing; guarded by itself. */
        private final Set<Thread> refining = new HashSet<>();

        void process(Iterable<PhotoJob> jobs, Consumer<PhotoOutcome> listener) {
            ExecutorService pool = Executors.newFixedThreadPool(
                    threads, task -> new Thread(task, "facecloak-folder-" + workers.incrementAndGet()));
            Deque<Future<PhotoOutcome>> pending = new ArrayDeque<>();
            try {
                for (PhotoJob job : jobs) {
                    if (pending.size() == JOBS_AHEAD * threads) {
                        listener.accept(result(pending.remove()));
                    }
                    pending.add(pool.submit(() -> outcome(job)));
                }
                while (!pending.isEmpty()) {
                    listener.accept(result(pending.remove()));
                }
            } finally {
                stopped = true;
                pool.shutdown();
                awaitEnd(pool);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private PhotoOutcome result(Future<PhotoOutcome> future) {
            while (true) {
                try {
                    return future.get(CANCEL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    endRefining();
                } catch (InterruptedException e) {
                    // Photos at work are finished, so go on waiting.
                    interrupted = true;
                    stopped = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    if (e.getCause() instanceof Error failure) {
                        throw failure;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        }

        private void awaitEnd(ExecutorService pool) {
            boolean ended = false;
            while (!ended) {
                try {
                    endRefining();
                    ended = pool.awaitTermination(CANCEL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }

        private boolean isCancelled() {
            return stopped || cancelled.getAsBoolean();
        }

        private void endRefining() {
            if (isCancelled()) {
                synchronized (refining) {
                    refining.forEach(Thread::interrupt);
                }
            }
        }

        private PhotoOutcome outcome(PhotoJob job) {
            if (isCancelled()) {
                return outcome(job, Status.CANCELLED, null);
            }
            try {
                return protect(job);
            } catch (CancellationException e) {
                return outcome(job, Status.CANCELLED, null);
            } catch (AlreadyCloakedException e) {
                return outcome(job, Status.MARKED, e);
            } catch (NoPhotoException e) {
                boolean named = PHOTO_NAMES.contains(
                        extension(job.source().getFileName().toString()));
                return outcome(job, named ? Status.FAILED : Status.NO_PHOTO, e);
            } catch (IOException | RuntimeException e) {
                return outcome(job, Status.FAILED, e);
            } catch (OutOfMemoryError e) {
                // One large photo must not take the others along; its memory is free again.
                return outcome(
                        job,
                        Status.FAILED,
                        new IOException(
                                job.source() + " needs more memory than there is; raise -Xmx or use fewer threads", e));
            }
        }

        private PhotoOutcome protect(PhotoJob job) throws IOException {
            Path source = job.source();
            if (Files.isDirectory(source) && !Files.isReadable(source)) {
                throw new AccessDeniedException(
                        source.toString(), null, "the folder cannot be read; its photos are not protected");
            }
            ReadableFile.require(source);
            Path expected = expectedTarget(job);
            claim(expected, job);
            if (!overwrite && Files.exists(expected) && !Files.isDirectory(expected)) {
                return existing(source, expected);
            }
            PhotoProtector.Cloaked cloaked = protector.refines() ? refined(source) : protector.cloak(source);
            Path target = named(job.target(), cloaked.photo().format(), cloaked.format());
            if (!target.equals(expected)) {
                claim(target, job);
            }
            Status status = Status.of(cloaked.faces());
            if (status != Status.PROTECTED && !copyUnprotected) {
                return new PhotoOutcome(
                        source, target, status, cloaked.faces(), Optional.empty(), Set.of(), Optional.empty());
            }
            if (target.getParent() != null) {
                Folders.create(target.getParent());
            }
            RewrittenPixels rewritten;
            try {
                Optional<FileTime> modified =
                        preserveTimes ? Optional.of(Files.getLastModifiedTime(source)) : Optional.empty();
                rewritten = protector.write(cloaked, target, overwrite, modified);
            } catch (FileAlreadyExistsException e) {
                // Another process was quicker.
                return existing(source, target);
            }
            return new PhotoOutcome(
                    source,
                    target,
                    status,
                    cloaked.faces(),
                    Optional.of(rewritten),
                    notes(source, cloaked),
                    Optional.empty());
        }

        /** @throws CancellationException if the run is cancelled meanwhile */
        private PhotoProtector.Cloaked refined(Path source) throws IOException {
            synchronized (refining) {
                refining.add(Thread.currentThread());
            }
            try {
                return protector.cloak(source);
            } catch (IOException | RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("the run was cancelled");
                }
                throw e;
            } finally {
                synchronized (refining) {
                    refining.remove(Thread.currentThread());
                    // Writing, and the next photo's turn, must not meet it.
                    Thread.interrupted();
                }
            }
        }

        private Set<PhotoNote> notes(Path source, PhotoProtector.Cloaked cloaked) {
            if (!LivePhoto.hasVideo(source, cloaked.photo().format())) {
                return cloaked.notes();
            }
            Set<PhotoNote> notes = EnumSet.of(PhotoNote.VIDEO_BESIDE);
            notes.addAll(cloaked.notes());
            return notes;
        }

        private PhotoOutcome existing(Path source, Path target) {
            return new PhotoOutcome(
                    source, target, Status.EXISTING, List.of(), Optional.empty(), Set.of(), Optional.empty());
        }

        /** The target as far as the first bytes of the source tell: a BMP with alpha turns out later to become PNG. */
        private Path expectedTarget(PhotoJob job) throws IOException {
            Optional<PhotoFormat> from = PhotoFormat.of(job.source());
            Optional<PhotoFormat> to = protector.expectedFormat(job.source());
            return from.isPresent() && to.isPresent() ? named(job.target(), from.get(), to.get()) : job.target();
        }

        /** Makes sure that the copy replaces neither its original nor the copy of another photo. */
        private void claim(Path target, PhotoJob job) throws IOException {
            if (Files.exists(target) && Files.isSameFile(target, job.source())) {
                throw new FileSystemException(
                        job.source().toString(),
                        null,
                        "its copy would replace it; choose another folder for the copies");
            }
            if (!targets.add(target.toAbsolutePath().normalize())) {
                throw new FileSystemException(
                        job.source().toString(),
                        null,
                        "another photo of this run has the same name " + target + "; rename one of them");
            }
        }

        private PhotoOutcome outcome(PhotoJob job, Status status, Exception reason) {
            return new PhotoOutcome(
                    job.source(),
                    job.target(),
                    status,
                    List.of(),
                    Optional.empty(),
                    Set.of(),
                    Optional.ofNullable(reason));
        }
    }
}
