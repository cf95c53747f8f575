package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.Face;
import io.facecloak.face.Point;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.mtcnn.TinyCascade;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cascade with tiny generated networks that take a bright square on black for a face. */
class MtcnnDetectorTest {

    @TempDir
    private Path directory;

    private MtcnnDetector detector;

    @BeforeEach
    void open() throws IOException {
        detector = MtcnnDetector.open(TinyCascade.write(directory), Device.cpu(1));
    }

    @AfterEach
    void close() {
        detector.close();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_ARGB_PRE,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_4BYTE_ABGR_PRE,
                BufferedImage.TYPE_USHORT_565_RGB,
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_BYTE_BINARY,
                BufferedImage.TYPE_BYTE_INDEXED
            })
    void findsTheSquareInEveryTypeOfImage(int type) {
        BufferedImage photo = photo(200, 150, type);
        square(photo, 70, 50, 40);

        List<Face> faces = detector.detect(photo);

        assertEquals(1, faces.size(), faces::toString);
        assertFaceAroundSquare(faces.get(0), 70, 50, 40);
    }

    @Test
    void theFingerprintFollowsTheFilesAndTheOptions() throws IOException {
        try (MtcnnDetector same = MtcnnDetector.open(directory, Device.cpu(1));
                MtcnnDetector larger = MtcnnDetector.open(
                        directory,
                        Device.cpu(1),
                        MtcnnOptions.builder().minimumFaceSize(40).build())) {
            String original = detector.fingerprint();
            assertEquals(original, same.fingerprint());
            assertNotEquals(detector.fingerprint(), larger.fingerprint());
            Path onet = directory.resolve("onet.onnx");
            byte[] bytes = Files.readAllBytes(onet);
            bytes[bytes.length - 1] ^= 1;
            Files.write(onet, bytes);
            assertNotEquals(original, same.fingerprint());
        }
    }

    @ParameterizedTest
    @CsvSource({"60, 60, 24", "333, 211, 70", "1700, 1300, 160"})
    void findsTheSquareInEverySizeOfPhoto(int width, int height, int side) {
        BufferedImage photo = photo(width, height, BufferedImage.TYPE_3BYTE_BGR);
        square(photo, width / 2 - side / 2, height / 2 - side / 2, side);

        List<Face> faces = detector.detect(photo);

        assertEquals(1, faces.size(), faces::toString);
        assertFaceAroundSquare(faces.get(0), width / 2 - side / 2, height / 2 - side / 2, side);
    }

    @Test
    void sortsFacesByAreaLargestFirst() {
        BufferedImage photo = photo(600, 300, BufferedImage.TYPE_INT_RGB);
        square(photo, 40, 40, 30);
        square(photo, 200, 60, 120);
        square(photo, 450, 100, 60);

        List<Face> faces = detector.detect(photo);

        assertEquals(3, faces.size(), faces::toString);
        assertFaceAroundSquare(faces.get(0), 200, 60, 120);
        assertFaceAroundSquare(faces.get(1), 450, 100, 60);
        assertFaceAroundSquare(faces.get(2), 40, 40, 30);
    }

    @Test
    void findsFacesInFiftyMegapixels() {
        BufferedImage photo = photo(8192, 6144, BufferedImage.TYPE_BYTE_GRAY);
        square(photo, 1000, 2000, 1200);
        square(photo, 5000, 4000, 160);

        List<Face> faces = detector.detect(photo);

        assertEquals(2, faces.size(), faces::toString);
        assertFaceAroundSquare(faces.get(0), 1000, 2000, 1200);
        assertFaceAroundSquare(faces.get(1), 5000, 4000, 160);
    }

    @ParameterizedTest
    @CsvSource({"40", "80"})
    void smallFacesOfLargePhotosAreFoundWhereNoneIsLarge(int side) {
        BufferedImage photo = photo(4000, 3000, BufferedImage.TYPE_3BYTE_BGR);
        square(photo, 3001, 1999, side);
        square(photo, 1000, 500, 30);

        List<Face> faces = detector.detect(photo);

        assertEquals(2, faces.size(), faces::toString);
        assertFaceAroundSquare(faces.get(0), 3001, 1999, side);
    }

    @Test
    void aSmallFaceBesideAMuchLargerOneIsLeftToTheFullSearch() {
        BufferedImage photo = photo(4000, 3000, BufferedImage.TYPE_INT_RGB);
        square(photo, 1000, 500, 600);
        square(photo, 3000, 2000, 30);
        assertEquals(1, detector.detect(photo).size());
        MtcnnOptions options =
                MtcnnOptions.builder().quickLevelPixels(Integer.MAX_VALUE).build();
        try (MtcnnDetector full = MtcnnDetector.open(directory, Device.cpu(1), options)) {
            List<Face> faces = full.detect(photo);
            assertEquals(2, faces.size(), faces::toString);
            assertFaceAroundSquare(faces.get(1), 3000, 2000, 30);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "11, 300", "300, 11", "12, 12", "1, 5000"})
    void findsNothingInTinyPhotos(int width, int height) {
        assertEquals(List.of(), detector.detect(photo(width, height, BufferedImage.TYPE_INT_RGB)));
    }

    @Test
    void largerMinimumFaceSizeSkipsSmallFaces() {
        BufferedImage photo = photo(200, 150, BufferedImage.TYPE_INT_RGB);
        square(photo, 70, 50, 30);
        MtcnnOptions options = MtcnnOptions.builder().minimumFaceSize(100).build();
        try (MtcnnDetector coarse = MtcnnDetector.open(directory, Device.cpu(1), options)) {
            assertEquals(List.of(), coarse.detect(photo));
        }
        assertEquals(1, detector.detect(photo).size());
    }

    @Test
    void threadsShareADetector() throws Exception {
        BufferedImage photo = photo(400, 300, BufferedImage.TYPE_3BYTE_BGR);
        square(photo, 100, 80, 90);
        List<Face> expected = detector.detect(photo);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<Face>>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(() -> detector.detect(photo)));
            }
            for (Future<List<Face>> result : results) {
                assertEquals(expected, result.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void closeIsIdempotentAndFinal() {
        BufferedImage photo = photo(100, 100, BufferedImage.TYPE_INT_RGB);
        detector.prepare();
        detector.detect(photo);
        detector.close();
        detector.close();
        assertThrows(IllegalStateException.class, () -> detector.detect(photo));
        assertThrows(IllegalStateException.class, detector::prepare);
    }

    @Test
    void namesTheMissingFile() throws IOException {
        Files.delete(directory.resolve("rnet.onnx"));
        ModelException e = assertThrows(ModelException.class, () -> MtcnnDetector.open(directory, Device.cpu(1)));
        assertTrue(e.getMessage().contains("rnet.onnx") && e.getMessage().contains("R-Net"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pnet.onnx", "rnet.onnx", "onet.onnx"})
    void refusesARecogniser(String file) throws IOException {
        Files.write(directory.resolve(file), TinyCascade.recogniser());
        assertRefused(file, "is not");
    }

    @Test
    void refusesNetworksInTheWrongPlace() throws IOException {
        Files.copy(directory.resolve("onet.onnx"), directory.resolve("swapped"));
        Files.delete(directory.resolve("onet.onnx"));
        Files.copy(directory.resolve("rnet.onnx"), directory.resolve("onet.onnx"));
        assertRefused("onet.onnx", "[-1, 3, 24, 24]");
    }

    @Test
    void refusesAFileThatIsNoModel() throws IOException {
        Files.writeString(directory.resolve("pnet.onnx"), "not a model");
        assertRefused("pnet.onnx", "P-Net");
    }

    private void assertRefused(String file, String detail) {
        try (MtcnnDetector wrong = MtcnnDetector.open(directory, Device.cpu(1))) {
            BufferedImage photo = photo(100, 100, BufferedImage.TYPE_INT_RGB);
            ModelException e = assertThrows(ModelException.class, () -> wrong.detect(photo));
            assertTrue(e.getMessage().contains(directory.resolve(file).toString()), e.getMessage());
            assertTrue(e.getMessage().contains(detail), e.getMessage());
            assertTrue(e.getMessage().contains("put MTCNN's"), e.getMessage());
        }
    }

    private static BufferedImage photo(int width, int height, int type) {
        return new BufferedImage(width, height, type);
    }

    private static void square(BufferedImage photo, int x, int y, int side) {
        Graphics2D graphics = photo.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(x, y, side, side);
        graphics.dispose();
    }

    /** The windows are 3/2 of the square; the pyramid's steps and strides leave a quarter of the side. */
    private static void assertFaceAroundSquare(Face face, int x, int y, int side) {
        double tolerance = 0.3 * side;
        double centre = side / 2.0;
        assertEquals(x + centre, (face.box().left() + face.box().right()) / 2, tolerance, face::toString);
        assertEquals(y + centre, (face.box().top() + face.box().bottom()) / 2, tolerance, face::toString);
        assertEquals(1.5 * side, face.box().width(), 2 * tolerance, face::toString);
        double left = face.box().left() - 1;
        double top = face.box().top() - 1;
        List<Point> points = face.landmarks().points();
        for (int i = 0; i < points.size(); i++) {
            assertEquals(
                    left + TinyCascade.LANDMARKS[i] * (face.box().width() + 1),
                    points.get(i).x(),
                    1e-3);
            assertEquals(
                    top + TinyCascade.LANDMARKS[5 + i] * (face.box().height() + 1),
                    points.get(i).y(),
                    1e-3);
        }
    }
}
