package io.facecloak.app.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Beats while something goes on. */
@FunctionalInterface
interface Pulse {

    long SECONDS = 10;

    /** What keeps a pulse beating until it is closed. */
    @FunctionalInterface
    interface Beating extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * @param beat is run at every beat, on any thread
     */
    Beating start(Runnable beat);

    /** Beats every ten seconds. */
    static Beating everyTenSeconds(Runnable beat) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "facecloak-progress");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleAtFixedRate(beat, SECONDS, SECONDS, TimeUnit.SECONDS);
        return clock::shutdownNow;
    }
}
