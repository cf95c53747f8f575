package io.facecloak.benchmarks;

import io.facecloak.model.Embedder;
import io.facecloak.testing.ForwardingEmbedder;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** A recogniser that counts how long it works on gradients. Closing it leaves the recogniser open. */
final class TimedEmbedder extends ForwardingEmbedder {

    private final AtomicLong nanoseconds = new AtomicLong();

    TimedEmbedder(Embedder embedder) {
        super(embedder);
    }

    /** The time of all gradients since the last call, in milliseconds. */
    double takeMilliseconds() {
        return nanoseconds.getAndSet(0) / 1e6;
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        long start = System.nanoTime();
        try {
            return super.embedWithGradient(faces, cotangents, gradients);
        } finally {
            nanoseconds.addAndGet(System.nanoTime() - start);
        }
    }
}
