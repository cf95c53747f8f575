package io.facecloak.internal.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.AlreadyCloakedException;
import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.FolderSummary;
import io.facecloak.apply.NoFaceException;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoLimits;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.TestPhotos;
import io.facecloak.internal.image.TestPictures;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhotoProtectorTest {

    private static final ProtectionOptions ALL = ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL);
    private static final Face FACE = FakeModels.face(24, 24, 32, 0);

    @TempDir
    Path folder;

    private static PhotoProtector protector(ProtectionOptions options, Face... faces) {
        return protector(options, FakeModels.finding(faces));
    }

    private static PhotoProtector protector(ProtectionOptions options, LandmarkDetector detector) {
        float[] delta = new float[CloakMask.LENGTH];
        Arrays.fill(delta, -24 / 255f);
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        return new PhotoProtector(new CloakMask(delta, info, List.of()), detector, List.of(), options);
    }

    private Path described(PhotoFormat format) throws IOException {
        byte[] file = TestPhotos.all().stream()
                .filter(variant -> variant.format() == format && variant.name().startsWith("metadata"))
                .findFirst()
                .orElseThrow()
                .file();
        return Files.write(folder.resolve("photo." + format.extension()), file);
    }

    private static Photo read(Path file) throws IOException {
        return new PhotoReader().read(file);
    }

    /** Whose models cannot be loaded before the second attempt. */
    private static final class LateDetector implements LandmarkDetector {

        private final List<Thread> loaders = new ArrayList<>();

        @Override
        public void prepare() {
            loaders.add(Thread.currentThread());
            throw new ModelException("not yet");
        }

        @Override
        public List<Face> detect(BufferedImage photo) {
            return List.of(FACE);
        }

        @Override
        public void close() {}
    }

    @Test
    void modelsAreLoadedBesideTheFirstPhotoAndNoThreadIsLeft() throws IOException {
        LateDetector detector = new LateDetector();
        PhotoProtector protector = protector(ALL, detector);
        assertThrows(
                IOException.class, () -> protector.protect(folder.resolve("none.jpg"), folder.resolve("a.jpg"), false));
        assertEquals(1, detector.loaders.size());
        assertNotEquals(Thread.currentThread(), detector.loaders.get(0));

        List<FaceOutcome> outcomes = protector
                .protect(described(PhotoFormat.JPEG), folder.resolve("copy.jpg"), false)
                .faces();

        assertEquals(
                Decision.CLOAKED, outcomes.get(0).decision(), "what failed early is tried again when it is needed");
        assertEquals(1, detector.loaders.size());
    }

    @ParameterizedTest
    @EnumSource(names = {"JPEG", "PNG", "TIFF", "WEBP"})
    void aMarkedPhotoIsNotCloakedAgainUnlessToldSo(PhotoFormat format) throws IOException {
        Path source = described(format);
        Path marked = folder.resolve("marked");
        Path again = folder.resolve("again");
        protector(ALL.withMark(true), FACE).protect(source, marked, false);
        assertTrue(read(marked).isMarked());

        AlreadyCloakedException refused = assertThrows(
                AlreadyCloakedException.class, () -> protector(ALL, FACE).protect(marked, again, false));
        assertTrue(
                refused.getMessage().contains("marked") && refused.getMessage().contains("acceptMarked"),
                refused::getMessage);
        assertFalse(Files.exists(again));

        List<FaceOutcome> outcomes = protector(ALL.withAcceptMarked(true), FACE)
                .protect(marked, again, false)
                .faces();
        assertEquals(Decision.CLOAKED, outcomes.get(0).decision());
        assertTrue(read(again).isMarked(), "the note stays with the other metadata");
    }

    @Test
    void withoutTheOptionNoMarkIsWritten() throws IOException {
        Path source = described(PhotoFormat.JPEG);
        Path first = folder.resolve("first.jpg");
        protector(ALL, FACE).protect(source, first, false);
        assertFalse(read(first).isMarked());
        assertEquals(
                1,
                protector(ALL, FACE)
                        .protect(first, folder.resolve("second.jpg"), false)
                        .faces()
                        .size());
    }

    @Test
    void aPhotoWithoutCloakedFaceIsNotMarked() throws IOException {
        Path target = folder.resolve("copy.jpg");
        protector(ALL.withMark(true)).protect(described(PhotoFormat.JPEG), target, false);
        assertFalse(read(target).isMarked());
    }

    @Test
    void aFolderRunReportsMarkedPhotosAndGoesOn() throws IOException {
        Path originals = Files.createDirectory(folder.resolve("originals"));
        protector(ALL.withMark(true), FACE).protect(described(PhotoFormat.PNG), originals.resolve("a.png"), false);
        Files.copy(described(PhotoFormat.JPEG), originals.resolve("b.jpg"));
        List<PhotoOutcome> outcomes = new ArrayList<>();

        new FolderRun(FolderSettings.of(protector(ALL, FACE)))
                .process(FolderPlan.of(originals, folder.resolve("protected")), outcomes::add);

        assertEquals(
                List.of(PhotoOutcome.Status.MARKED, PhotoOutcome.Status.PROTECTED),
                outcomes.stream().map(PhotoOutcome::status).toList());
        assertTrue(
                outcomes.get(0).problem().contains("a.png is marked"),
                outcomes.get(0).problem());
        Map<PhotoOutcome.Status, Integer> counts =
                Map.of(PhotoOutcome.Status.MARKED, 1, PhotoOutcome.Status.PROTECTED, 1);
        assertTrue(new FolderSummary(counts, 0).complete(), "a marked photo is protected already");
    }

    @Test
    void aPhotoWithoutFaceIsRefusedOnlyWhenAsked() throws IOException {
        Path source = described(PhotoFormat.PNG);
        Path target = folder.resolve("target.png");
        BufferedImage picture = read(source).upright();
        PhotoProtector strict = protector(ALL.withRequireFace(true));

        NoFaceException file = assertThrows(NoFaceException.class, () -> strict.protect(source, target, false));
        assertTrue(file.getMessage().contains("photo.png"), file::getMessage);
        assertFalse(Files.exists(target));
        assertThrows(NoFaceException.class, () -> strict.protect(picture));
        assertThrows(NoFaceException.class, () -> strict.protect(picture, List.of()));

        assertEquals(List.of(), protector(ALL).protect(source, target, false).faces());
        assertEquals(List.of(), protector(ALL).protect(picture).faces());
        assertEquals(
                1, protector(ALL.withRequireFace(true), FACE).protect(picture).cloaked());
    }

    @Test
    void anUnprotectedCopyIsWrittenUnlessSaidOtherwise() throws IOException {
        Path source = described(PhotoFormat.PNG);
        Path target = folder.resolve("target.png");

        assertEquals(
                List.of(),
                protector(ALL.withCopyUnprotected(false))
                        .protect(source, target, false)
                        .faces());
        assertFalse(Files.exists(target));
        protector(ALL.withCopyUnprotected(false), FACE).protect(source, target, false);
        assertTrue(Files.exists(target), "a protected one always is");
        protector(ALL).protect(source, target, true);
        assertArrayEquals(
                TestPictures.samples(read(source).upright()),
                TestPictures.samples(read(target).upright()));
    }

    @ParameterizedTest
    @EnumSource(MetadataPolicy.class)
    void theMetadataPolicyHolds(MetadataPolicy policy) throws IOException {
        for (PhotoFormat format : List.of(PhotoFormat.JPEG, PhotoFormat.PNG, PhotoFormat.TIFF)) {
            Path target = folder.resolve(policy + "." + format.extension());
            protector(ALL.withMetadata(policy), FACE).protect(described(format), target, false);
            String written = Files.readString(target, java.nio.charset.StandardCharsets.ISO_8859_1);
            assertEquals(policy != MetadataPolicy.STRIP, written.contains("Camera & Sons"), format + " EXIF");
            assertEquals(policy == MetadataPolicy.KEEP, written.contains("Vienna"), format + " place");
            assertEquals(
                    read(described(format)).upright().getWidth(),
                    read(target).upright().getWidth());
        }
    }

    @Test
    void theLimitsHold() throws IOException {
        Path source = described(PhotoFormat.JPEG);
        PhotoProtector few = protector(ALL.withLimits(new PhotoLimits(64 * 48 - 1, 1 << 20)), FACE);
        PhotoFormatException refused = assertThrows(
                PhotoFormatException.class, () -> few.protect(source, folder.resolve("target.jpg"), false));
        assertTrue(refused.getMessage().contains("maxPixels"), refused::getMessage);
        assertThrows(PhotoFormatException.class, () -> protector(ALL.withLimits(new PhotoLimits(64 * 48, 100)), FACE)
                .protect(source, folder.resolve("target.jpg"), false));
    }

    /** Coordinates are those of the photo as one sees it: this one is stored sideways. */
    @Test
    void facesOfTheCallerLieInTheUprightPhoto() throws IOException {
        Path source = described(PhotoFormat.PNG);
        BufferedImage upright = read(source).upright();
        assertTrue(upright.getWidth() < upright.getHeight());
        Face low = FakeModels.face(24, 48, 24, 0);
        Path target = folder.resolve("target.png");

        List<FaceOutcome> outcomes = protector(ALL)
                .protect(source, target, false, List.of(low.landmarks()))
                .faces();

        assertEquals(Decision.CLOAKED, outcomes.get(0).decision());
        BufferedImage after = read(target).upright();
        assertEquals(upright.getRGB(24, 12), after.getRGB(24, 12));
        assertTrue(upright.getRGB(24, 48) != after.getRGB(24, 48));
        assertArrayEquals(
                TestPictures.samples(
                        protector(ALL).protect(upright, List.of(low)).photo()),
                TestPictures.samples(after));
    }
}
