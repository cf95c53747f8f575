package io.facecloak.onnx.arc2face;

import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.util.List;

/** A seed portrait, and a detector that always finds the same face. */
final class TinyPerson {

    /** What {@link #detector()} finds. */
    static final Landmarks FOUND = new Landmarks(
            new Point(200, 240), new Point(310, 245), new Point(255, 310), new Point(210, 370), new Point(305, 372));

    private TinyPerson() {}

    static Portrait portrait() {
        BufferedImage picture = new BufferedImage(140, 140, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 140; y++) {
            for (int x = 0; x < 140; x++) {
                picture.setRGB(x, y, x << 16 | x * y % 256 << 8 | y);
            }
        }
        Landmarks landmarks = new Landmarks(
                new Point(50, 60), new Point(88, 62), new Point(70, 82), new Point(54, 100), new Point(86, 101));
        return new Portrait(picture, landmarks);
    }

    static LandmarkDetector detector() {
        return new FixedDetector(List.of(new Face(new Box(150, 150, 350, 430), FOUND, 0.9)));
    }

    static LandmarkDetector blindDetector() {
        return new FixedDetector(List.of());
    }

    private record FixedDetector(List<Face> faces) implements LandmarkDetector {

        @Override
        public List<Face> detect(BufferedImage photo) {
            return faces;
        }

        @Override
        public void close() {
            throw new AssertionError("the detector is not the synthesizer's to close");
        }
    }
}
