package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Models whose answers a test can foresee. */
public final class FakeModels {

    private FakeModels() {}

    /** A face whose aligned space is {@code size} photo pixels wide. */
    public static Face face(double centreX, double centreY, double size, double degrees) {
        double scale = size / AlignedFace.SIZE;
        SimilarityTransform toPhoto = SimilarityTransform.about(
                new Point(55.5, 55.5), Math.toRadians(degrees), scale, centreX - 55.5, centreY - 55.5);
        Landmarks landmarks = FaceAligner.TEMPLATE.map(toPhoto::apply);
        double half = size / 2;
        return new Face(new Box(centreX - half, centreY - half, centreX + half, centreY + half), landmarks, 0.99);
    }

    static LandmarkDetector finding(Face... faces) {
        return new LandmarkDetector() {
            @Override
            public List<Face> detect(BufferedImage photo) {
                return List.of(faces);
            }

            @Override
            public void close() {}
        };
    }

    /** Embeds the mean colour. */
    static final class MeanColour implements Embedder {

        private final String fingerprint;
        private final AtomicInteger runs = new AtomicInteger();

        MeanColour(String fingerprint) {
            this.fingerprint = fingerprint;
        }

        @Override
        public String name() {
            return "mean-colour";
        }

        @Override
        public String fingerprint() {
            return fingerprint;
        }

        @Override
        public int dimension() {
            return 3;
        }

        @Override
        public double matchThreshold() {
            return 0.98;
        }

        @Override
        public float[][] embed(List<AlignedFace> faces) {
            runs.incrementAndGet();
            return faces.stream().map(MeanColour::mean).toArray(float[][]::new);
        }

        /** How often it was asked so far. */
        int runs() {
            return runs.get();
        }

        private static float[] mean(AlignedFace face) {
            float[] planes = face.toArray();
            double[] mean = new double[3];
            for (int i = 0; i < planes.length; i++) {
                mean[i / (planes.length / 3)] += planes[i];
            }
            double norm = Math.sqrt(mean[0] * mean[0] + mean[1] * mean[1] + mean[2] * mean[2]);
            return new float[] {(float) (mean[0] / norm), (float) (mean[1] / norm), (float) (mean[2] / norm)};
        }

        @Override
        public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
            throw new UnsupportedOperationException("cloaks are applied without gradients");
        }

        @Override
        public void close() {}
    }
}
