package io.facecloak.internal.parallel;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Runs tasks on an executor, in the order of their coming, some at a time and no more. Thread-safe. */
public final class BoundedTasks {

    private final Executor executor;
    private final int lanes;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int busy;

    /** @param lanes how many run at a time, at least 1; fewer if the executor has fewer threads */
    public BoundedTasks(Executor executor, int lanes) {
        this.executor = Objects.requireNonNull(executor, "executor");
        this.lanes = lanes;
    }

    /** The result that the task will have, or its failure. */
    public <T> CompletableFuture<T> submit(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(() -> complete(result, task));
            if (busy == lanes) {
                return result;
            }
            busy++;
        }
        boolean accepted = false;
        try {
            executor.execute(this::work);
            accepted = true;
        } finally {
            if (!accepted) {
                synchronized (this) {
                    busy--;
                }
            }
        }
        return result;
    }

    private static <T> void complete(CompletableFuture<T> result, Supplier<T> task) {
        try {
            result.complete(task.get());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private void work() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized Runnable next() {
        Runnable task = waiting.poll();
        if (task == null) {
            busy--;
        }
        return task;
    }
}
