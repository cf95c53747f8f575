package io.facecloak.testing;

import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;

/** Models for tests without files: a detector that always finds the given faces, and the given recognisers. */
public record FixedModels(List<Face> faces, List<Embedder> embedders) implements FaceModels {

    @Override
    public LandmarkDetector detector() {
        return new LandmarkDetector() {
            @Override
            public List<Face> detect(BufferedImage photo) {
                return faces;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}

    /** An upright face of this eye distance whose aligned crop's top left corner lies at (x, y). */
    public static Face face(double x, double y, double eyeDistance) {
        double scale = eyeDistance / FaceAligner.TEMPLATE.eyeDistance();
        Landmarks landmarks = FaceAligner.TEMPLATE.map(p -> new Point(x + scale * p.x(), y + scale * p.y()));
        return new Face(new Box(x, y, x + 112 * scale, y + 112 * scale), landmarks, 0.99);
    }

    /** Smooth coloured noise: every region differs, nothing is clipped. */
    public static BufferedImage picture(int width, int height, long seed) {
        Random random = new Random(seed);
        double[] phase = random.doubles(12, 0, 2 * Math.PI).toArray();
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    double value = Math.sin(x / 17.0 + phase[c])
                            + Math.sin(y / 23.0 + phase[3 + c])
                            + Math.sin((x + y) / 9.0 + phase[6 + c]);
                    rgb = rgb << 8 | (int) Math.round(128 + 25 * value + random.nextInt(7) - 3);
                }
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }
}
