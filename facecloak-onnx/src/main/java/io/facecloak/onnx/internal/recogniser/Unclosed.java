package io.facecloak.onnx.internal.recogniser;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.List;

/** Models that a whole process shares: whoever closes one closes it for nobody else. */
public final class Unclosed {

    private Unclosed() {}

    public record Detector(LandmarkDetector shared) implements LandmarkDetector {

        @Override
        public List<Face> detect(BufferedImage photo) {
            return shared.detect(photo);
        }

        @Override
        public void prepare() {
            shared.prepare();
        }

        @Override
        public String fingerprint() {
            return shared.fingerprint();
        }

        @Override
        public void close() {}
    }

    public record Recogniser(Embedder shared) implements Embedder {

        @Override
        public String name() {
            return shared.name();
        }

        @Override
        public String fingerprint() {
            return shared.fingerprint();
        }

        @Override
        public int dimension() {
            return shared.dimension();
        }

        @Override
        public double matchThreshold() {
            return shared.matchThreshold();
        }

        @Override
        public void prepare() {
            shared.prepare();
        }

        @Override
        public int threads() {
            return shared.threads();
        }

        @Override
        public float[][] embed(List<AlignedFace> faces) {
            return shared.embed(faces);
        }

        @Override
        public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
            return shared.embedWithGradient(faces, cotangents, gradients);
        }

        @Override
        public void close() {}
    }
}
