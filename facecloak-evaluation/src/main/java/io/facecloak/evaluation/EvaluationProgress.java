package io.facecloak.evaluation;

/** Told how far a long evaluation is, on the calling thread. An exception thrown here ends it and reaches the caller. */
@FunctionalInterface
public interface EvaluationProgress {

    /** Ignores every report. */
    EvaluationProgress NONE = (what, done, total) -> {};

    /**
     * @param what is being done, such as {@code photos embedded}
     * @param done finished units, 0..total
     * @param total all units, at least 1
     */
    void report(String what, int done, int total);
}
