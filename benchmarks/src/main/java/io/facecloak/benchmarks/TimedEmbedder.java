package io.facecloak.benchmarks;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.Embedder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A recogniser that counts how long it works on gradients. */
final class TimedEmbedder implements Embedder {

    private final Embedder embedder;
    private final AtomicLong nanoseconds = new AtomicLong();

    TimedEmbedder(Embedder embedder) {
        this.embedder = embedder;
    }

    /** The time of all gradients since the last call, in milliseconds. */
    double takeMilliseconds() {
        return nanoseconds.getAndSet(0) / 1e6;
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        long start = System.nanoTime();
        try {
            return embedder.embedWithGradient(faces, cotangents, gradients);
        } finally {
            nanoseconds.addAndGet(System.nanoTime() - start);
        }
    }

    @Override
    public String name() {
        return embedder.name();
    }

    @Override
    public String fingerprint() {
        return embedder.fingerprint();
    }

    @Override
    public int dimension() {
        return embedder.dimension();
    }

    @Override
    public double matchThreshold() {
        return embedder.matchThreshold();
    }

    @Override
    public float[][] embed(List<AlignedFace> faces) {
        return embedder.embed(faces);
    }

    @Override
    public void close() {
        embedder.close();
    }
}
