package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.recogniser.BundledFiles;
import io.facecloak.onnx.internal.recogniser.LayerActivations;
import io.facecloak.onnx.internal.runtime.TestDevice;
import io.facecloak.optimize.Gallery;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The models in the jar: sound, shared, and as good as their model cards say. */
class BundledModelsTest {

    private final BundledModels models = BundledModels.shared();

    @Test
    void areTheDefaultOfEverybodyWithoutADirectory() {
        assertSame(models, FaceModels.bundled());
        assertSame(models.embedders(), FaceModels.configured().embedders());
    }

    @Test
    void areLoadedOnceAndClosedByNobody() {
        LandmarkDetector detector = models.detector();
        List<Embedder> recognisers = models.embedders();

        detector.close();
        recognisers.forEach(Embedder::close);
        models.close();

        assertSame(detector, models.detector());
        assertSame(recognisers, models.embedders());
        assertEquals(List.of(), detector.detect(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB)));
        assertEquals(2, recognisers.size());
        recognisers.forEach(recogniser -> assertEquals(recogniser.dimension(), recogniser.embed(noise()).length));
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        IOException e = assertThrows(IOException.class, () -> new BundledFiles().read("no-such.onnx"));
        assertTrue(e.getMessage().contains("no-such.onnx"), e.getMessage());
    }

    @Test
    void everyRecogniserHasAGradient() {
        for (Embedder recogniser : models.embedders()) {
            float[] pixels = new float[3 * AlignedFace.SIZE * AlignedFace.SIZE];
            FloatBuffer faces = FloatBuffer.wrap(pixels);
            noise().putInto(faces);
            FloatBuffer gradient = FloatBuffer.allocate(pixels.length);
            float[] direction = new float[recogniser.dimension()];
            direction[3] = 1;

            float[][] embedding = recogniser.embedWithGradient(faces.rewind(), new float[][] {direction}, gradient);

            assertArrayEquals(recogniser.embed(noise()), embedding[0], 1e-4f, recogniser.name());
            double norm = 0;
            for (int i = 0; i < pixels.length; i++) {
                norm += gradient.get(i) * gradient.get(i);
            }
            assertTrue(norm > 0 && Double.isFinite(norm), recogniser.name() + " " + norm);
        }
    }

    @Test
    void whatTheJarSaysOfARecogniserIsWhatItsFileSays() throws IOException {
        for (Embedder recogniser : models.embedders()) {
            byte[] file = new BundledFiles().read(recogniser.name() + ".onnx");
            try (OnnxEmbedder read = OnnxEmbedder.of(recogniser.name(), file, InputSpec.unit(), Device.cpu())) {
                assertEquals(read.fingerprint(), recogniser.fingerprint());
                assertEquals(read.dimension(), recogniser.dimension());
                assertArrayEquals(read.embed(noise()), recogniser.embed(noise()), 1e-6f);
            }
        }
    }

    @Test
    void theGalleryHoldsAtLeastThreeHundredStrangersForBothRecognisers() throws IOException {
        BundledFiles files = new BundledFiles();
        try (Gallery gallery = models.gallery()) {
            for (Embedder recogniser : models.embedders()) {
                float[] probe = recogniser.embed(noise());
                Gallery.Extremes extremes = gallery.extremes(recogniser, probe);
                assertTrue(extremes.nearestSimilarity() > extremes.farthestSimilarity());
                assertTrue(files.read(recogniser.name() + ".embeddings").length > 300L * recogniser.dimension() * 4);
            }
        }
    }

    @Test
    void furtherRecognisersAreAdded() {
        Embedder own = models.embedders().get(0);
        FaceModels more = FaceModels.bundled().plus(own);
        assertEquals(3, more.embedders().size());
        assertSame(own, more.embedders().get(2));
        assertSame(models.detector(), more.detector());
        assertThrows(IllegalArgumentException.class, () -> FaceModels.bundled().plus());
    }

    @Test
    void theDetectorCanBeReplacedByOneWithOtherOptions() {
        MtcnnOptions options =
                MtcnnOptions.builder().quickLevelPixels(Integer.MAX_VALUE).build();
        LandmarkDetector full = BundledModels.shared().detector(options);
        BufferedImage nobody = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        try (FaceModels changed = FaceModels.bundled().withDetector(full)) {
            assertSame(full, changed.detector());
            assertSame(models.embedders(), changed.embedders());
            assertNotEquals(models.detector().fingerprint(), full.fingerprint());
            assertEquals(64, models.detector().fingerprint().length());
            assertEquals(List.of(), full.detect(nobody));
        }
        assertThrows(IllegalStateException.class, () -> full.detect(nobody));
        assertEquals(List.of(), models.detector().detect(nobody));
    }

    @Test
    void showTheActivationsOfTheirRecognisers() {
        try (LayerActivations activations = LayerActivations.ofBundled("recogniser-a", TestDevice.get())) {
            LayerActivations.Response response = activations.respond(noise());
            assertTrue(response.logNorms().length > 10);
            assertEquals(noise().toArray().length, response.gradient().length);
        }
        assertThrows(ModelException.class, () -> LayerActivations.ofBundled("arcface", TestDevice.get()));
    }

    @Test
    void findTheFacesThatTheTeacherFinds() throws IOException {
        Path photos = Shared.path("faces/eval");
        int wanted = 0;
        int found = 0;
        int extra = 0;
        int count = 0;
        double error = 0;
        try (MtcnnDetector teacher = MtcnnDetector.open(Shared.path("models/mtcnn"), Device.cpu())) {
            for (Path file : photosBelow(photos)) {
                BufferedImage photo = SrgbView.of(new PhotoReader().read(file).upright());
                List<Face> expected = teacher.detect(photo);
                List<Face> faces = models.detector().detect(photo);
                for (Face face : expected) {
                    if (isLarge(face) && face.score() >= 0.95) {
                        wanted++;
                        Optional<Face> match = nearest(face, faces).filter(other -> overlap(face, other) > 0.5);
                        if (match.isPresent()) {
                            found++;
                            error += landmarkError(face, match.get());
                        }
                    }
                }
                for (Face face : faces) {
                    if (isLarge(face)
                            && face.score() >= 0.95
                            && nearest(face, expected)
                                    .filter(other -> overlap(face, other) > 0.4)
                                    .isEmpty()) {
                        extra++;
                    }
                }
                count++;
            }
        }
        String figures = found + " of " + wanted + " faces, " + extra + " false alarms in " + count
                + " photos, landmark error " + error / found;
        assertTrue(found >= 0.97 * wanted, figures);
        assertTrue(extra * 50 <= count, figures);
        assertTrue(error / found <= 0.04, figures);
    }

    @Test
    void recogniseThePeopleOfTheEvaluation() throws IOException {
        Path people = Shared.path("faces/eval/lfw10");
        List<AlignedFace> faces = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Path file : photosBelow(people)) {
            BufferedImage photo = SrgbView.of(new PhotoReader().read(file).upright());
            Optional<Face> face = models.detector().detect(photo).stream()
                    .min(Comparator.comparingDouble(candidate -> fromTheMiddle(photo, candidate)));
            if (face.isPresent()) {
                faces.add(FaceAligner.align(photo, face.get().landmarks()));
                names.add(file.getParent().getFileName().toString());
            }
        }
        assertEquals(100, faces.size(), "a face in every photo");
        for (Embedder recogniser : models.embedders()) {
            float[][] embeddings = recogniser.embed(faces);
            int right = 0;
            for (int i = 0; i < embeddings.length; i++) {
                int best = -1;
                double highest = -2;
                for (int k = 0; k < embeddings.length; k++) {
                    double similarity = dot(embeddings[i], embeddings[k]);
                    if (k != i && similarity > highest) {
                        best = k;
                        highest = similarity;
                    }
                }
                right += names.get(i).equals(names.get(best)) ? 1 : 0;
            }
            assertTrue(right >= 95, recogniser.name() + ": rank-1 " + right + " of " + embeddings.length);
        }
    }

    @Test
    void theirFilesAreAllListedWithTheirChecksums() throws IOException {
        List<String> names = List.of(
                "pnet.onnx",
                "rnet.onnx",
                "onet.onnx",
                "recogniser-a.onnx",
                "recogniser-b.onnx",
                "recogniser-a.embeddings",
                "recogniser-b.embeddings");
        long bytes = 0;
        for (String name : names) {
            bytes += new BundledFiles().read(name).length;
        }
        assertTrue(bytes < 16 << 20, "the jar stays small: " + bytes);
    }

    private static AlignedFace noise() {
        Random random = new Random(5);
        BufferedImage picture = new BufferedImage(AlignedFace.SIZE, AlignedFace.SIZE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < AlignedFace.SIZE; y++) {
            for (int x = 0; x < AlignedFace.SIZE; x++) {
                picture.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return AlignedFace.of(picture);
    }

    private static List<Path> photosBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(".*\\.(jpg|jpeg|png)"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isLarge(Face face) {
        return Math.min(
                        face.box().right() - face.box().left(),
                        face.box().bottom() - face.box().top())
                > 40;
    }

    private static Optional<Face> nearest(Face face, List<Face> others) {
        return others.stream().max(Comparator.comparingDouble(other -> overlap(face, other)));
    }

    private static double overlap(Face a, Face b) {
        double width = Math.min(a.box().right(), b.box().right())
                - Math.max(a.box().left(), b.box().left());
        double height = Math.min(a.box().bottom(), b.box().bottom())
                - Math.max(a.box().top(), b.box().top());
        double both = Math.max(0, width) * Math.max(0, height);
        return both / (a.box().area() + b.box().area() - both);
    }

    private static double landmarkError(Face expected, Face face) {
        double sum = 0;
        for (int i = 0; i < 5; i++) {
            sum += expected.landmarks()
                    .points()
                    .get(i)
                    .distanceTo(face.landmarks().points().get(i));
        }
        return sum
                / 5
                / expected.landmarks()
                        .points()
                        .get(0)
                        .distanceTo(expected.landmarks().points().get(1));
    }

    private static double fromTheMiddle(BufferedImage photo, Face face) {
        return Math.hypot(
                (face.box().left() + face.box().right() - photo.getWidth()) / 2,
                (face.box().top() + face.box().bottom() - photo.getHeight()) / 2);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
