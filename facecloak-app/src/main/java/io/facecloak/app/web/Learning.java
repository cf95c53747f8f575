package io.facecloak.app.web;

/**
 * How far the learning of a session's cloak is; what the page shows.
 *
 * @param done units of the phase that are finished, of {@code total}
 * @param faces synthetic faces to be seen so far
 * @param message why it failed; null otherwise
 */
record Learning(Phase phase, int done, int total, int faces, String message) {

    enum Phase {
        /** Nothing was asked for. */
        NONE,
        /** Another session's cloak is learnt first. */
        WAITING,
        /** Stage 1. */
        SYNTHESIS,
        /** Stage 2. */
        OPTIMIZATION,
        /** There is a cloak. */
        READY,
        /** There is none, for the reason in the message. */
        FAILED,
        /** The user ended it. */
        CANCELLED
    }

    static final Learning NONE = new Learning(Phase.NONE, 0, 0, 0, null);

    boolean running() {
        return phase == Phase.WAITING || phase == Phase.SYNTHESIS || phase == Phase.OPTIMIZATION;
    }

    static Learning waiting() {
        return new Learning(Phase.WAITING, 0, 0, 0, null);
    }

    Learning at(Phase phase, int done, int total) {
        return new Learning(phase, done, total, faces, null);
    }

    Learning withFaces(int faces) {
        return new Learning(phase, done, total, faces, message);
    }

    Learning failed(String message) {
        return new Learning(Phase.FAILED, 0, 0, 0, message);
    }

    Learning cancelled() {
        return new Learning(Phase.CANCELLED, 0, 0, 0, null);
    }

    Learning ready() {
        return new Learning(Phase.READY, 1, 1, faces, null);
    }
}
