package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.Point;
import io.facecloak.testing.Shared;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the faces that the original cascade finds, with the tolerances that the reference file states. */
@TestInstance(Lifecycle.PER_CLASS)
class MtcnnGoldenTest {

    private static final double STRONG = 0.95;
    private static final double LARGE = 40;

    record Golden(List<Photo> images) {}

    record Photo(String image, List<Expected> faces) {
        @Override
        public String toString() {
            return image;
        }
    }

    record Expected(double score, double[] box, double[][] landmarks) {
        Box toBox() {
            return new Box(box[0], box[1], box[2], box[3]);
        }

        double eyeDistance() {
            return Math.hypot(landmarks[0][0] - landmarks[1][0], landmarks[0][1] - landmarks[1][1]);
        }

        double landmarkError(Face face) {
            List<Point> points = face.landmarks().points();
            double worst = 0;
            for (int i = 0; i < points.size(); i++) {
                worst = Math.max(worst, points.get(i).distanceTo(new Point(landmarks[i][0], landmarks[i][1])));
            }
            return worst / eyeDistance();
        }
    }

    private MtcnnDetector detector;

    @BeforeAll
    void open() {
        detector = MtcnnDetector.open(Shared.path("models/mtcnn"), Device.cpu());
    }

    @AfterAll
    void close() {
        if (detector != null) {
            detector.close();
        }
    }

    static Stream<Photo> photos() throws IOException {
        try (Reader reader = Files.newBufferedReader(Shared.path("reference/mtcnn/mtcnn_golden.json"))) {
            return new Gson().fromJson(reader, Golden.class).images().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("photos")
    void findsTheReferenceFaces(Photo photo) throws IOException {
        List<Face> found = new ArrayList<>(detector.detect(read(photo.image())));

        assertSorted(found);
        List<Expected> expected = photo.faces().stream()
                .filter(face -> isStrong(face.score(), face.toBox()))
                .toList();
        List<Face> strong = new ArrayList<>(found.stream()
                .filter(face -> isStrong(face.score(), face.box()))
                .toList());
        assertEquals(expected.size(), strong.size(), () -> "strong faces, found " + found);
        for (Expected face : expected) {
            Face match = strong.stream()
                    .max((a, b) -> Double.compare(iou(a.box(), face.toBox()), iou(b.box(), face.toBox())))
                    .orElseThrow();
            strong.remove(match);
            assertTrue(iou(match.box(), face.toBox()) >= 0.85, () -> match + " for " + Arrays.toString(face.box()));
            assertTrue(
                    face.landmarkError(match) <= 0.04,
                    () -> "landmarks " + face.landmarkError(match) + " eye distances away: " + match.landmarks());
        }
    }

    @Test
    void largePhotosGiveTheSameFacesAsSmallOnes() throws IOException {
        BufferedImage small = read("faces/eval/scenes/bbt3.jpg");
        BufferedImage large =
                new BufferedImage(small.getWidth() * 6, small.getHeight() * 6, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < large.getHeight(); y++) {
            for (int x = 0; x < large.getWidth(); x++) {
                large.setRGB(x, y, small.getRGB(x / 6, y / 6));
            }
        }
        List<Face> expected = strong(detector.detect(small));

        List<Face> found = strong(detector.detect(large));

        assertEquals(expected.size(), found.size());
        for (int i = 0; i < found.size(); i++) {
            Box box = found.get(i).box();
            Box scaled = new Box(box.left() / 6, box.top() / 6, box.right() / 6, box.bottom() / 6);
            assertTrue(
                    expected.stream().anyMatch(face -> iou(face.box(), scaled) >= 0.8), () -> "no face at " + scaled);
        }
    }

    private static List<Face> strong(List<Face> faces) {
        return faces.stream().filter(face -> face.score() >= STRONG).toList();
    }

    /** The stored RGB values, as libjpeg gives them: ImageIO would convert a photo with a colour profile to sRGB. */
    private static BufferedImage read(String image) throws IOException {
        try (ImageInputStream stream =
                ImageIO.createImageInputStream(Shared.path(image).toFile())) {
            ImageReader reader = ImageIO.getImageReaders(stream).next();
            reader.setInput(stream);
            ImageReadParam unconverted = reader.getDefaultReadParam();
            reader.getImageTypes(0).forEachRemaining(type -> {
                ColorSpace space = type.getColorModel().getColorSpace();
                if (space.getType() == ColorSpace.TYPE_RGB && !space.isCS_sRGB()) {
                    unconverted.setDestinationType(type);
                }
            });
            BufferedImage photo = reader.read(0, unconverted);
            reader.dispose();
            return photo;
        }
    }

    private static boolean isStrong(double score, Box box) {
        return score >= STRONG && Math.min(box.width(), box.height()) >= LARGE;
    }

    private static void assertSorted(List<Face> faces) {
        for (int i = 1; i < faces.size(); i++) {
            assertTrue(faces.get(i - 1).box().area() >= faces.get(i).box().area(), "sorted by area");
        }
    }

    private static double iou(Box a, Box b) {
        double width = Math.max(0, Math.min(a.right(), b.right()) - Math.max(a.left(), b.left()));
        double height = Math.max(0, Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top()));
        return width * height / (a.area() + b.area() - width * height);
    }
}
