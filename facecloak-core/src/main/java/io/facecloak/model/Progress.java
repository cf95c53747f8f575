package io.facecloak.model;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Told how far the learning is, on the learning thread. An exception thrown here ends the learning and reaches the caller. */
@FunctionalInterface
public interface Progress {

    /** Ignores every report. */
    Progress NONE = (stage, done, total) -> {};

    /**
     * @param done units of this stage that are finished, 0..total
     * @param total units of this stage, at least 1
     */
    void report(Stage stage, int done, int total);

    /** This progress, but every report first asks {@code cancelled} and throws {@link CancellationException}. */
    default Progress cancelledWhen(BooleanSupplier cancelled) {
        return (stage, done, total) -> {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled at " + stage + " " + done + " of " + total);
            }
            report(stage, done, total);
        };
    }

    /** The part of the work that a {@link Progress} report speaks of. */
    public enum Stage {
        /** Stage 1: synthetic faces of the person. */
        SYNTHESIS,
        /** Within {@link #SYNTHESIS}, where a diffusion model makes the faces: its denoising steps, anew for every call of the generator. */
        DENOISING,
        /** Stage 2: the cloak is learnt. */
        OPTIMIZATION
    }
}
