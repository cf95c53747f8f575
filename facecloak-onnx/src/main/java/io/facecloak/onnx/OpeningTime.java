package io.facecloak.onnx;

import io.facecloak.model.ModelException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Bounds the processor's time for which a model is opened: a small file may make the engine work for hours. Work that is given up is
 * interrupted; what native code does not hear of that goes on in a thread of its own until it ends, and its result is closed. Stateless.
 */
final class OpeningTime {

    /** The system property that says how many seconds of one processor a model may take until it is open. */
    static final String PROPERTY = "facecloak.model.seconds";

    /** The largest recognisers take a few. */
    private static final int SECONDS = 60;

    private static final long GLANCE_MILLIS = 100;

    private OpeningTime() {}

    /**
     * Opens a model.
     *
     * @param name for messages
     * @throws ModelException if it takes too long
     */
    static <T extends AutoCloseable> T bounded(Object name, Supplier<T> work) {
        int seconds = Integer.getInteger(PROPERTY, SECONDS);
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread worker = new Thread(() -> open(work, result), "facecloak-model");
        worker.setDaemon(true);
        worker.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (spent(worker) > TimeUnit.SECONDS.toNanos(seconds)
                            && result.completeExceptionally(tooLong(name, seconds))) {
                        worker.interrupt();
                    }
                } catch (InterruptedException e) {
                    // The work decides what that means to it, as it would on the caller's own thread.
                    interrupted = true;
                    worker.interrupt();
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T extends AutoCloseable> void open(Supplier<T> work, CompletableFuture<T> result) {
        try {
            T opened = work.get();
            if (!result.complete(opened)) {
                opened.close();
            }
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** Of the processor, so that a busy machine is no reason to refuse a model. */
    private static long spent(Thread worker) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(worker.getId());
    }

    private static ModelException tooLong(Object name, int seconds) {
        return new ModelException("the model " + name + " takes more than " + seconds
                + " seconds of the processor to open, and was given up: take another model, or set -D" + PROPERTY);
    }
}
