package io.facecloak.app.web;

import io.javalin.http.TooManyRequestsResponse;
import java.io.IOException;

/** Bounds the bytes of uploads that are held in memory at a time, of all sessions. Thread-safe. */
final class UploadRoom {

    private final long bytes;
    private long taken;

    /** Room for one upload at least, and never more than an eighth of the memory. */
    UploadRoom(WebLimits limits) {
        this.bytes = Math.max(
                limits.uploadBytes(),
                Math.min(limits.sessionBytes(), Runtime.getRuntime().maxMemory() / 8));
    }

    /** What is done with an upload. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /**
     * Works on an upload, for whose bytes there is room until it is done.
     *
     * @throws TooManyRequestsResponse if there is not enough room now
     */
    void during(long upload, Work work) throws IOException {
        take(upload);
        try {
            work.run();
        } finally {
            take(-upload);
        }
    }

    private synchronized void take(long upload) {
        if (taken + upload > bytes) {
            throw new TooManyRequestsResponse("too many files are being sent at once; send this one again later");
        }
        taken += upload;
    }
}
