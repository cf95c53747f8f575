package io.facecloak.examples.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets Ctrl-C end a job at a good point: the virtual machine waits until the job has noticed, but not for ever. */
final class Interruption implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::cancelAndWait, "facecloak-interruption");
    private volatile boolean cancelled;

    private Interruption() {}

    /** Watches from now on; {@link #close()} when the job has ended. */
    static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    boolean cancelled() {
        return cancelled;
    }

    private void cancelAndWait() {
        cancelled = true;
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        if (!cancelled) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The virtual machine is on its way down: the hook runs, and ends at once.
                cancelled = true;
            }
        }
    }
}
