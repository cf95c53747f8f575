package io.facecloak.app;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A recogniser whose gradient takes its time, so that a test can cancel meanwhile.
 *
 * @param asked becomes true once the gradient is asked for
 * @param slow whether it is slow now
 */
public record SlowGradient(Embedder recogniser, AtomicBoolean asked, AtomicBoolean slow) implements Embedder {

    @Override
    public String name() {
        return recogniser.name();
    }

    @Override
    public String fingerprint() {
        return recogniser.fingerprint();
    }

    @Override
    public int dimension() {
        return recogniser.dimension();
    }

    @Override
    public double matchThreshold() {
        return recogniser.matchThreshold();
    }

    @Override
    public float[][] embed(List<AlignedFace> faces) {
        return recogniser.embed(faces);
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        asked.set(true);
        if (slow.get()) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
        return recogniser.embedWithGradient(faces, cotangents, gradients);
    }

    @Override
    public void close() {
        recogniser.close();
    }
}
