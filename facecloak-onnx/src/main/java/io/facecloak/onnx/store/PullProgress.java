package io.facecloak.onnx.store;

/**
 * Told how far a download is, on the pulling thread, a few times a second. An exception thrown here ends the pull and reaches the caller;
 * what was downloaded is kept, and the next pull goes on from there.
 */
@FunctionalInterface
public interface PullProgress {

    /** Ignores every report. */
    PullProgress NONE = (model, file, done, total) -> {};

    /**
     * @param model the model's name
     * @param file the path of the file in the model's folder
     * @param done bytes that are there, also those of an earlier attempt; falls back when a server makes the download start anew
     * @param total bytes of the whole file, −1 where nobody says
     */
    void report(String model, String file, long done, long total);
}
