package io.facecloak.internal.apply;

import io.facecloak.apply.AlreadyCloakedException;
import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.image.NoPhotoException;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoNote;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.internal.parallel.BoundedTasks;
import io.facecloak.internal.storage.Folders;
import io.facecloak.internal.storage.ReadableFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run over many photo files. Belongs to the thread that calls {@link #process}. */
public final class FolderRun {

    private static final Logger LOG = LoggerFactory.getLogger(FolderRun.class);

    /** How many files each thread may be ahead of the slowest one. */
    private static final int JOBS_AHEAD = 16;

    /** How long a run that is cancelled may go on refining. */
    private static final long CANCEL_MILLIS = 100;

    private final FolderSettings settings;
    private final Set<Path> targets = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private boolean interrupted;

    /** Threads that can be interrupted without harm, since they refine and write nothing; guarded by itself. */
    private final Set<Thread> refining = new HashSet<>();

    public FolderRun(FolderSettings settings) {
        this.settings = settings;
    }

    /** Protects the jobs' photos; outcomes come on this thread, in the order of the jobs. */
    public void process(Iterable<PhotoJob> jobs, Consumer<PhotoOutcome> listener) {
        BoundedTasks tasks = new BoundedTasks(settings.executor(), settings.threads());
        Deque<Future<PhotoOutcome>> pending = new ArrayDeque<>();
        try {
            for (PhotoJob job : jobs) {
                if (pending.size() == JOBS_AHEAD * settings.threads()) {
                    listener.accept(result(pending.remove()));
                }
                pending.add(tasks.submit(() -> outcome(job)));
            }
            while (!pending.isEmpty()) {
                listener.accept(result(pending.remove()));
            }
        } finally {
            stopped = true;
            pending.forEach(this::awaitEnd);
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
                if (e.getCause() instanceof Error failure) {
                    throw failure;
                }
                throw (RuntimeException) e.getCause();
            }
        }
    }

    /** What comes out does not count: there is a failure already. */
    private void awaitEnd(Future<PhotoOutcome> future) {
        try {
            result(future);
        } catch (RuntimeException | Error e) {
            LOG.debug("a photo failed after the run had", e);
        }
    }

    private boolean isCancelled() {
        return stopped || settings.cancelled().getAsBoolean();
    }

    private void endRefining() {
        if (isCancelled()) {
            synchronized (refining) {
                refining.forEach(Thread::interrupt);
                refining.clear();
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
            boolean named = PhotoNames.promisePhoto(job.source());
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
        if (!settings.overwrite() && Files.exists(expected) && !Files.isDirectory(expected)) {
            return existing(source, expected);
        }
        PhotoProtector.Cloaked cloaked = settings.protector().refines()
                ? refined(source)
                : settings.protector().cloak(source);
        Photo photo = cloaked.photo();
        PhotoWriter writer = settings.protector().writer();
        Path target = PhotoNames.named(job.target(), photo.format(), writer.formatOf(photo));
        if (!target.equals(expected)) {
            claim(target, job);
        }
        Status status = Status.of(cloaked.faces());
        if (status != Status.PROTECTED && !settings.copyUnprotected()) {
            return new PhotoOutcome(
                    source, target, status, cloaked.faces(), Optional.empty(), Set.of(), Optional.empty());
        }
        if (target.getParent() != null) {
            Folders.create(target.getParent());
        }
        RewrittenPixels rewritten;
        try {
            Optional<FileTime> modified =
                    settings.preserveTimes() ? Optional.of(Files.getLastModifiedTime(source)) : Optional.empty();
            rewritten = writer.write(photo, target, settings.overwrite(), modified);
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
                notes(source, photo, writer),
                Optional.empty());
    }

    /** @throws CancellationException if the run is cancelled meanwhile */
    private PhotoProtector.Cloaked refined(Path source) throws IOException {
        synchronized (refining) {
            refining.add(Thread.currentThread());
        }
        try {
            return settings.protector().cloak(source);
        } catch (IOException | RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the run was cancelled");
            }
            throw e;
        } finally {
            synchronized (refining) {
                // The run's own interrupt must meet neither writing nor the next photo; one of the thread's owner
                // stays.
                if (!refining.remove(Thread.currentThread())) {
                    Thread.interrupted();
                }
            }
        }
    }

    private static Set<PhotoNote> notes(Path source, Photo photo, PhotoWriter writer) {
        Set<PhotoNote> notes = EnumSet.noneOf(PhotoNote.class);
        notes.addAll(writer.notes(photo));
        if (LivePhoto.hasVideo(source, photo.format())) {
            notes.add(PhotoNote.VIDEO_BESIDE);
        }
        return notes;
    }

    private PhotoOutcome existing(Path source, Path target) {
        return new PhotoOutcome(
                source, target, Status.EXISTING, List.of(), Optional.empty(), Set.of(), Optional.empty());
    }

    /** The target as far as the first bytes of the source tell: a BMP with alpha turns out later to become PNG. */
    private Path expectedTarget(PhotoJob job) throws IOException {
        Optional<PhotoFormat> from = PhotoFormat.of(job.source());
        Optional<PhotoFormat> to = settings.protector().writer().expectedFormat(job.source());
        return from.isPresent() && to.isPresent() ? PhotoNames.named(job.target(), from.get(), to.get()) : job.target();
    }

    /** Makes sure that the copy replaces neither its original nor the copy of another photo. */
    private void claim(Path target, PhotoJob job) throws IOException {
        if (Files.exists(target) && Files.isSameFile(target, job.source())) {
            throw new FileSystemException(
                    job.source().toString(), null, "its copy would replace it; choose another folder for the copies");
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
                job.source(), job.target(), status, List.of(), Optional.empty(), Set.of(), Optional.ofNullable(reason));
    }
}
