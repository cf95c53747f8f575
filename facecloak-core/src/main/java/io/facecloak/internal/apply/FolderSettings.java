package io.facecloak.internal.apply;

import io.facecloak.internal.parallel.Lanes;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * How a {@link FolderRun} works. Immutable.
 *
 * @param threads how many photos are worked on at a time
 * @param executor runs them
 * @param overwrite whether copies that exist are replaced
 * @param copyUnprotected whether photos in which no face is cloaked are copied
 * @param preserveTimes whether a copy gets its original's time
 * @param cancelled asked on any thread
 */
public record FolderSettings(
        PhotoProtector protector,
        int threads,
        Executor executor,
        boolean overwrite,
        boolean copyUnprotected,
        boolean preserveTimes,
        BooleanSupplier cancelled) {

    public FolderSettings {
        Objects.requireNonNull(protector, "protector");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(cancelled, "cancelled");
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads must be in 1..1024, but is " + threads);
        }
    }

    /** One photo at a time, never cancelled, existing copies left alone, no unprotected copies. */
    public static FolderSettings of(PhotoProtector protector) {
        return new FolderSettings(protector, 1, Lanes.threads(), false, false, false, () -> false);
    }

    public FolderSettings withProtector(PhotoProtector newProtector) {
        return new FolderSettings(
                newProtector, threads, executor, overwrite, copyUnprotected, preserveTimes, cancelled);
    }

    public FolderSettings withThreads(int newThreads) {
        return new FolderSettings(
                protector, newThreads, executor, overwrite, copyUnprotected, preserveTimes, cancelled);
    }

    public FolderSettings withExecutor(Executor newExecutor) {
        return new FolderSettings(
                protector, threads, newExecutor, overwrite, copyUnprotected, preserveTimes, cancelled);
    }

    public FolderSettings withOverwrite(boolean newOverwrite) {
        return new FolderSettings(
                protector, threads, executor, newOverwrite, copyUnprotected, preserveTimes, cancelled);
    }

    public FolderSettings withCopyUnprotected(boolean newCopyUnprotected) {
        return new FolderSettings(
                protector, threads, executor, overwrite, newCopyUnprotected, preserveTimes, cancelled);
    }

    public FolderSettings withPreserveTimes(boolean newPreserveTimes) {
        return new FolderSettings(
                protector, threads, executor, overwrite, copyUnprotected, newPreserveTimes, cancelled);
    }

    public FolderSettings cancelledWhen(BooleanSupplier newCancelled) {
        return new FolderSettings(
                protector, threads, executor, overwrite, copyUnprotected, preserveTimes, newCancelled);
    }
}
