package io.facecloak.testing;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.nio.FloatBuffer;
import java.util.List;

/** Asks another embedder, which stays open; tests override what they watch or change. */
public class ForwardingEmbedder implements Embedder {

    private final Embedder embedder;

    public ForwardingEmbedder(Embedder embedder) {
        this.embedder = embedder;
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
    public void prepare() {
        embedder.prepare();
    }

    @Override
    public int threads() {
        return embedder.threads();
    }

    @Override
    public float[][] embed(List<AlignedFace> faces) {
        return embedder.embed(faces);
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        return embedder.embedWithGradient(faces, cotangents, gradients);
    }

    @Override
    public void close() {}
}
