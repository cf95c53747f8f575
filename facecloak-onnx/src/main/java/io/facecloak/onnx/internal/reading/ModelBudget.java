package io.facecloak.onnx.internal.reading;

import io.facecloak.model.ModelException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What reading or opening one model may cost: memory, depth, and the processor's time. A small file may make the engine work for hours.
 * Steps within steps share the budget of the outermost one; the number of operators is bounded by {@link ModelCheck}.
 *
 * <p>Work that is given up is interrupted; what native code does not hear of that goes on in a thread of its own until it ends, and its
 * result is closed. Stateless and thread-safe.
 */
public final class ModelBudget {

    /** The system property that says how many seconds of one processor a model may take until it is open. */
    public static final String PROPERTY = "facecloak.model.seconds";

    private static final Logger LOG = LoggerFactory.getLogger(ModelBudget.class);

    /** The largest recognisers take a few. */
    private static final int SECONDS = 60;

    private static final long GLANCE_MILLIS = 100;

    private ModelBudget() {}

    /** The thread that spends a budget. */
    private static final class Spender extends Thread {

        Spender(Runnable work) {
            super(work, "facecloak-model");
            setDaemon(true);
        }
    }

    /**
     * Reads or opens a model within its budget.
     *
     * @param name for messages
     * @param work whose result is closed, if it can be, where it comes too late
     * @throws ModelException if that takes too long, takes more memory than there is, or nests deeper than the stack is
     */
    public static <T> T spend(Object name, Supplier<T> work) {
        return spend(name, 0, work);
    }

    /**
     * As {@link #spend(Object, Supplier)}, for models of gigabytes.
     *
     * @param seconds what honest ones take in addition; not negative
     */
    public static <T> T spend(Object name, int seconds, Supplier<T> work) {
        return Thread.currentThread() instanceof Spender
                ? work.get()
                : supervised(name, Integer.getInteger(PROPERTY, SECONDS) + seconds, work);
    }

    private static <T> T supervised(Object name, int seconds, Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread spender = new Spender(() -> complete(result, name, work));
        spender.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (spent(spender) > TimeUnit.SECONDS.toNanos(seconds)
                            && result.completeExceptionally(tooLong(name, seconds))) {
                        spender.interrupt();
                    }
                } catch (InterruptedException e) {
                    // The work decides what that means to it, as it would on the caller's own thread.
                    interrupted = true;
                    spender.interrupt();
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

    private static <T> void complete(CompletableFuture<T> result, Object name, Supplier<T> work) {
        try {
            T made = inMemory(name, work);
            if (!result.complete(made) && made instanceof AutoCloseable late) {
                closeQuietly(late);
            }
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private static <T> T inMemory(Object name, Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            throw new ModelException(
                    "the model " + name + " needs more memory than there is, at most "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MB: give Java more with -Xmx, or take another model",
                    e);
        } catch (StackOverflowError e) {
            throw new ModelException("the model " + name + " is nested too deeply: take another model", e);
        }
    }

    private static void closeQuietly(AutoCloseable late) {
        try {
            late.close();
        } catch (Exception e) {
            LOG.debug("closing a model that came too late failed", e);
        }
    }

    /** Of the processor, so that a busy machine is no reason to refuse a model. */
    private static long spent(Thread spender) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(spender.getId());
    }

    private static ModelException tooLong(Object name, int seconds) {
        return new ModelException("the model " + name + " takes more than " + seconds
                + " seconds of the processor to open, and was given up: take another model, or set -D" + PROPERTY);
    }
}
