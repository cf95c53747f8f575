package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.Protection;
import io.facecloak.face.Face;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.internal.image.TestPictures;
import io.facecloak.mask.CloakFormatException;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in practice: each case is refused with a message that names the culprit, and leaves nothing half done. */
class FaceCloakErrorsTest {

    private static final int WIDTH = 400;
    private static final int HEIGHT = 320;
    private static final Face FACE = FixedModels.face(60, 40, 70);
    private static final BufferedImage SEED = FixedModels.picture(WIDTH, HEIGHT, 1);
    private static final Embedder EMBEDDER = new SmoothEmbedder("smooth", 32, 7);
    private static final FaceModels MODELS = new FixedModels(List.of(FACE), List.of(EMBEDDER));

    private static CloakMask mask;

    @TempDir
    Path folder;

    @BeforeAll
    static void learn() {
        mask = builder(MODELS).seed(SEED).build().mask();
    }

    private static FaceCloakBuilder builder(FaceModels models) {
        return FaceCloak.builder().models(models).settings(learning -> learning.withSyntheticFaces(1)
                .withIterations(2));
    }

    private static FaceCloak cloak(FacePolicy policy, Face... faces) {
        return FaceCloak.of(mask, new FixedModels(List.of(faces), List.of(EMBEDDER)), policy);
    }

    private static int[] pixels(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }

    private static List<Decision> decisions(Protection<BufferedImage> protection) {
        return protection.faces().stream().map(FaceOutcome::decision).toList();
    }

    private Path jpeg(String name) throws IOException {
        return Files.write(folder.resolve(name), TestPictures.jpeg(SEED, 0.9f, false));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aPhotoWithoutAFaceComesBackAsItIs() throws IOException {
        FaceCloak cloak = cloak(FacePolicy.ALL);

        Protection<BufferedImage> protection = cloak.protect(SEED);

        assertEquals(List.of(), protection.faces());
        assertArrayEquals(pixels(SEED), pixels(protection.photo()));
        Path photo = jpeg("landscape.jpg");
        Path target = folder.resolve("protected.jpg");
        assertEquals(List.of(), cloak.protect(photo, target).faces());
        assertArrayEquals(Files.readAllBytes(photo), Files.readAllBytes(target), "not encoded a second time");
    }

    @Test
    void amongSeveralFacesThePolicyChooses() {
        Face small = FixedModels.face(300, 20, 25);

        assertEquals(List.of(Decision.CLOAKED, Decision.NOT_LARGEST), decisions(protect(FacePolicy.LARGEST, small)));
        assertEquals(List.of(Decision.CLOAKED, Decision.OTHER_PERSON), decisions(protect(FacePolicy.MATCH, small)));
        Protection<BufferedImage> all = protect(FacePolicy.ALL, small);
        assertEquals(List.of(Decision.CLOAKED, Decision.CLOAKED), decisions(all));
        assertTrue(changes(all, small) > 500, "the second face is cloaked too");
        assertEquals(0, changes(protect(FacePolicy.LARGEST, small), small), "the second face is as it was");
    }

    private static Protection<BufferedImage> protect(FacePolicy policy, Face second) {
        return cloak(policy, FACE, second).protect(SEED);
    }

    private static int changes(Protection<BufferedImage> protection, Face face) {
        int changes = 0;
        for (int y = (int) face.box().top(); y < face.box().bottom(); y++) {
            for (int x = (int) face.box().left(); x < face.box().right(); x++) {
                if (protection.photo().getRGB(x, y) != SEED.getRGB(x, y)) {
                    changes++;
                }
            }
        }
        return changes;
    }

    @Test
    void aSeedWithAFaceOf20PixelsIsRefusedButAPhotoWithOneIsProtected() {
        Face face = square(20);

        SeedException refused =
                assertThrows(SeedException.class, () -> builder(new FixedModels(List.of(face), List.of(EMBEDDER)))
                        .seed(SEED)
                        .build());
        assertTrue(
                refused.getMessage().contains("seed 1") && refused.getMessage().contains("too small"),
                refused::getMessage);

        Protection<BufferedImage> protection = cloak(FacePolicy.ALL, face).protect(SEED);
        assertEquals(List.of(Decision.CLOAKED), decisions(protection));
        int inside = changes(protection, face);
        assertTrue(inside > 20 * 20 / 4, () -> "changed pixels: " + inside);
        long everywhere = differences(pixels(SEED), pixels(protection.photo()));
        assertEquals(inside, everywhere, "nothing outside the face changes");
    }

    @Test
    void aFaceTooSmallForARecogniserIsLeftAlone() {
        Protection<BufferedImage> protection = cloak(FacePolicy.ALL, square(8)).protect(SEED);

        assertEquals(List.of(Decision.TOO_SMALL), decisions(protection));
        assertArrayEquals(pixels(SEED), pixels(protection.photo()));
    }

    /** A face whose aligned crop is this many pixels wide. */
    private static Face square(int side) {
        return FixedModels.face(100, 100, 35.0 * side / 112);
    }

    private static long differences(int[] a, int[] b) {
        long differences = 0;
        for (int i = 0; i < a.length; i++) {
            differences += a[i] == b[i] ? 0 : 1;
        }
        return differences;
    }

    @Test
    void aTruncatedJpegIsRefused() throws IOException {
        byte[] whole = TestPictures.jpeg(SEED, 0.9f, false);
        Path half = Files.write(folder.resolve("half.jpg"), Arrays.copyOf(whole, whole.length / 2));

        assertRefused(half, "truncated");
    }

    @Test
    void aFileOfZeroBytesIsRefused() throws IOException {
        assertRefused(Files.createFile(folder.resolve("nothing.jpg")), "empty");
    }

    @Test
    void aTextNamedJpgIsRefused() throws IOException {
        assertRefused(Files.writeString(folder.resolve("notes.jpg"), "Dear diary, this is no photo.\n"), "text");
    }

    /** As a seed, as a seed's stream, and as a photo to protect. */
    private void assertRefused(Path file, String reason) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<String> before = names();
        String name = file.getFileName().toString();
        FaceCloakBuilder builder = FaceCloak.builder();
        Path target = folder.resolve("protected.jpg");

        String seed = assertThrows(PhotoFormatException.class, () -> builder.seed(file))
                .getMessage();
        assertTrue(seed.contains(name) && seed.contains(reason), seed);
        String stream = assertThrows(PhotoFormatException.class, () -> builder.seed(new ByteArrayInputStream(bytes)))
                .getMessage();
        assertTrue(stream.contains("seed 1") && stream.contains(reason), stream);
        String photo = assertThrows(PhotoFormatException.class, () -> cloak(FacePolicy.ALL, FACE)
                        .apply(file, target))
                .getMessage();
        assertTrue(photo.contains(name) && photo.contains(reason), photo);
        assertThrows(IllegalStateException.class, builder::build, "a refused seed does not count");
        assertEquals(before, names(), "nothing is written");
    }

    @Test
    void aMissingPhotoIsNamed() {
        Path missing = folder.resolve("missing.jpg");

        assertThrows(NoSuchFileException.class, () -> FaceCloak.builder().seed(missing));
        NoSuchFileException refused = assertThrows(NoSuchFileException.class, () -> cloak(FacePolicy.ALL, FACE)
                .apply(missing, folder.resolve("protected.jpg")));
        assertTrue(refused.getMessage().contains("missing.jpg"), refused::getMessage);
    }

    @Test
    void aDamagedCloakFileIsRefused() throws IOException {
        Path file = folder.resolve("person.cloak");
        cloak(FacePolicy.ALL, FACE).save(file);
        byte[] sound = Files.readAllBytes(file);
        byte[] corrupt = sound.clone();
        corrupt[sound.length / 2] ^= 1;
        byte[] newer = sound.clone();
        newer[9]++;

        assertCloakRefused(corrupt, "corrupt");
        assertCloakRefused(Arrays.copyOf(sound, sound.length - 1), "truncated");
        assertCloakRefused(new byte[0], "truncated");
        assertCloakRefused(newer, "update the library");
        assertCloakRefused(TestPictures.jpeg(SEED, 0.9f, false), "not a cloak file");
    }

    private void assertCloakRefused(byte[] bytes, String reason) throws IOException {
        Path file = Files.write(folder.resolve("damaged.cloak"), bytes);
        CloakFormatException refused =
                assertThrows(CloakFormatException.class, () -> FaceCloak.load(file, MODELS, FacePolicy.MATCH));
        assertTrue(
                refused.getMessage().contains("damaged.cloak")
                        && refused.getMessage().contains(reason),
                refused::getMessage);
    }

    @Test
    void aCloakOfAnotherRecogniserCannotMatchButCanProtectTheLargestFace() {
        FaceModels others = new FixedModels(List.of(FACE), List.of(new SmoothEmbedder("other", 32, 8)));

        ModelException refused = assertThrows(ModelException.class, () -> FaceCloak.of(mask, others, FacePolicy.MATCH));
        assertTrue(
                refused.getMessage().contains("smooth") && refused.getMessage().contains("other"), refused::getMessage);
        assertEquals(
                List.of(Decision.CLOAKED),
                decisions(FaceCloak.of(mask, others, FacePolicy.LARGEST).protect(SEED)));
    }

    @Test
    void aFailingDetectorReachesTheCaller() {
        ModelException wrong = new ModelException("arcface.onnx is not P-Net of MTCNN");
        FaceModels broken = new WrongDetector(wrong);

        assertEquals(wrong, assertThrows(ModelException.class, () -> builder(broken)
                .seed(SEED)
                .build()));
        Path target = folder.resolve("protected.jpg");
        FaceCloak cloak = FaceCloak.of(mask, broken, FacePolicy.ALL);
        assertEquals(wrong, assertThrows(ModelException.class, () -> cloak.apply(jpeg("photo.jpg"), target)));
        assertFalse(Files.exists(target));
    }

    private record WrongDetector(ModelException failure) implements FaceModels, LandmarkDetector {

        @Override
        public LandmarkDetector detector() {
            return this;
        }

        @Override
        public List<Embedder> embedders() {
            return List.of(EMBEDDER);
        }

        @Override
        public List<Face> detect(BufferedImage photo) {
            throw failure;
        }

        @Override
        public void close() {}
    }

    @Test
    void withoutAnEngineTheDependencyIsNamed() {
        ModelException refused = assertThrows(ModelException.class, () -> FaceModels.directory(folder));

        assertTrue(refused.getMessage().contains("facecloak-onnx"), refused::getMessage);
    }

    @Test
    void aReadOnlyOutputFolderIsNamedAndStaysEmpty() throws IOException {
        Path photo = jpeg("photo.jpg");
        Path readOnly = Files.createDirectory(folder.resolve("read-only"));
        assumeTrue(readOnly.toFile().setWritable(false) && !Files.isWritable(readOnly), "permissions do not bind root");
        try {
            assertUnwritable(photo, readOnly);
        } finally {
            assertTrue(readOnly.toFile().setWritable(true));
        }
    }

    /** Binds root too, unlike permissions. */
    @Test
    void anOutputFolderThatNobodyCanWriteToIsNamed() throws IOException {
        Path kernel = Path.of("/proc/self");
        assumeTrue(Files.isDirectory(kernel), "needs Linux");

        assertUnwritable(jpeg("photo.jpg"), kernel.toRealPath());
    }

    private static void assertUnwritable(Path photo, Path output) {
        FaceCloak cloak = cloak(FacePolicy.ALL, FACE);
        Path target = output.resolve("protected.jpg");
        FileSystemException refused = assertThrows(FileSystemException.class, () -> cloak.apply(photo, target));
        assertTrue(
                refused.getMessage().contains("make it writable")
                        && refused.getMessage().contains(output.toString()),
                refused::getMessage);
        assertThrows(FileSystemException.class, () -> cloak.save(output.resolve("person.cloak")));
        assertFalse(Files.exists(target));
    }

    @Test
    void aMissingOutputFolderAndAnExistingTargetAreRefusedBeforeAnyWork() throws IOException {
        AtomicInteger searched = new AtomicInteger();
        FaceModels counting = new CountingModels(searched);
        FaceCloak cloak = FaceCloak.of(mask, counting, FacePolicy.ALL);
        Path photo = jpeg("photo.jpg");

        FileSystemException missing = assertThrows(
                FileSystemException.class,
                () -> cloak.apply(photo, folder.resolve("no-such").resolve("protected.jpg")));
        assertTrue(missing.getMessage().contains("no-such"), missing::getMessage);
        assertThrows(FileAlreadyExistsException.class, () -> cloak.apply(photo, photo));
        assertEquals(0, searched.get());

        cloak.apply(photo, photo, true);
        assertEquals(1, searched.get());
    }

    private record CountingModels(AtomicInteger searched) implements FaceModels, LandmarkDetector {

        @Override
        public LandmarkDetector detector() {
            return this;
        }

        @Override
        public List<Embedder> embedders() {
            return List.of(EMBEDDER);
        }

        @Override
        public List<Face> detect(BufferedImage photo) {
            searched.incrementAndGet();
            return List.of(FACE);
        }

        @Override
        public void close() {}
    }

    @Test
    void twoThreadsMayApplyOneCloakToDifferentPhotos() throws Exception {
        FaceCloak cloak = cloak(FacePolicy.ALL, FACE);
        BufferedImage other = FixedModels.picture(WIDTH, HEIGHT, 2);
        int[] expectedSeed = pixels(cloak.apply(SEED));
        int[] expectedOther = pixels(cloak.apply(other));
        assertNotEquals(0, differences(expectedSeed, pixels(SEED)));
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Void> first = threads.submit(applying(cloak, SEED, expectedSeed, start));
            Future<Void> second = threads.submit(applying(cloak, other, expectedOther, start));
            first.get();
            second.get();
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Void> applying(FaceCloak cloak, BufferedImage photo, int[] expected, CyclicBarrier start) {
        return () -> {
            start.await();
            for (int i = 0; i < 20; i++) {
                assertArrayEquals(expected, pixels(cloak.apply(photo)));
            }
            return null;
        };
    }

    @Test
    void aSurrogateFromOutsideTheModelsStillMatchesThePerson() {
        Embedder outside = new SmoothEmbedder("outside", 32, 9);

        FaceCloak cloak = builder(MODELS).seed(SEED).surrogates(outside).build();

        assertEquals(List.of(Decision.CLOAKED), decisions(cloak.protect(SEED)));
    }
}
