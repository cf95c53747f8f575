package io.facecloak.internal.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs independent tasks side by side, on the caller's thread and on threads that are kept for a while. Several callers at once have lanes
 * of their own each.
 */
public final class Lanes {

    private static final int IDLE_SECONDS = 10;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final Executor THREADS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "facecloak-lane-" + NUMBER.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });

    private Lanes() {}

    /** The threads: as many as are asked for, each kept for a while. */
    public static Executor threads() {
        return THREADS;
    }

    /**
     * Runs {@code task} for the numbers from 0 to {@code tasks} − 1, and returns when all have ended. After a failure no further task is
     * begun.
     *
     * @param lanes how many run at a time, at least 1
     * @throws RuntimeException the failure of a task; of several, one
     */
    public static void run(int lanes, int tasks, IntConsumer task) {
        AtomicInteger next = new AtomicInteger();
        Runnable lane = () -> {
            try {
                for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                    task.accept(i);
                }
            } catch (RuntimeException | Error e) {
                next.set(tasks);
                throw e;
            }
        };
        List<CompletableFuture<Void>> others = new ArrayList<>();
        try {
            for (int i = 1; i < Math.min(lanes, tasks); i++) {
                others.add(CompletableFuture.runAsync(lane, THREADS));
            }
            lane.run();
        } finally {
            others.forEach(Lanes::await);
        }
        others.forEach(Lanes::rethrow);
    }

    /** Not to be interrupted: what the tasks write to must outlive them. */
    private static void await(CompletableFuture<Void> lane) {
        lane.handle((done, failure) -> done).join();
    }

    private static void rethrow(CompletableFuture<Void> lane) {
        try {
            lane.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }
}
