package io.facecloak;

import io.facecloak.apply.FolderSummary;
import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.internal.apply.FolderPlan;
import io.facecloak.internal.apply.FolderRun;
import io.facecloak.internal.apply.FolderSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
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

    private final FolderSettings settings;

    FolderProtection(FolderSettings settings) {
        this.settings = settings;
    }

    /**
     * How many photos are worked on at a time, at least 1; default 1. Each takes the memory of a few decoded copies of itself.
     */
    public FolderProtection withThreads(int threads) {
        return new FolderProtection(settings.withThreads(threads));
    }

    /**
     * Where the photos are worked on; default: threads of the library's own. The executor is used, not shut down. With fewer threads than
     * {@link #withThreads} says, fewer photos are worked on at a time. It must run all that it accepts, also while {@link #run} waits: it
     * must not be shut down meanwhile, and {@code run} must not be called on its only thread.
     */
    public FolderProtection withExecutor(Executor executor) {
        return new FolderProtection(settings.withExecutor(executor));
    }

    /** Whether a copy that exists is made anew and replaced; default false. An original is never replaced. */
    public FolderProtection withOverwrite(boolean overwrite) {
        return new FolderProtection(settings.withOverwrite(overwrite));
    }

    /**
     * Whether photos in which no face is cloaked are copied too, with the metadata as the options say; default false, so that the output
     * holds protected photos only. They have the same {@linkplain Status status} and need the same look either way. Counts here instead of
     * {@link ProtectionOptions#copyUnprotected}.
     */
    public FolderProtection withCopyUnprotected(boolean copyUnprotected) {
        return new FolderProtection(settings.withCopyUnprotected(copyUnprotected));
    }

    /** Whether a copy says that it was last changed when its original was, as {@code cp -p} does; default false: when it was written. */
    public FolderProtection withPreserveTimes(boolean preserveTimes) {
        return new FolderProtection(settings.withPreserveTimes(preserveTimes));
    }

    /**
     * A run that writes HEIC and AVIF photos as such instead of as JPEG, and others that are usually converted where a
     * {@link io.facecloak.image.PhotoEncoder} for them is on the class path. If that lacks a native library, the photo fails.
     */
    public FolderProtection inOwnFormat() {
        return new FolderProtection(settings.withProtector(settings.protector().inOwnFormat()));
    }

    /**
     * Asked before each photo and while photos are at work, on any thread; once true, the photos at work are finished, but for those that
     * are being refined, and the others come out as {@link Status#CANCELLED}.
     */
    public FolderProtection cancelledWhen(BooleanSupplier cancelled) {
        return new FolderProtection(settings.cancelledWhen(cancelled));
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
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(output, "output");
        return FolderPlan.of(source, output);
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
        new FolderRun(settings).process(jobs, counting);
        return new FolderSummary(counts, needingLook[0]);
    }
}
