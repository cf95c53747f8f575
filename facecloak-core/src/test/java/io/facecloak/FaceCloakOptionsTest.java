package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import io.facecloak.image.PhotoLimits;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facade hands the options of protection through, from the builder as from a saved cloak. */
class FaceCloakOptionsTest {

    private static final Face FACE = FixedModels.face(60, 40, 70);
    private static final BufferedImage SEED = FixedModels.picture(400, 320, 1);
    private static final Embedder EMBEDDER = new SmoothEmbedder("smooth", 32, 7);
    private static final FaceModels MODELS = new FixedModels(List.of(FACE), List.of(EMBEDDER));

    private static CloakMask mask;

    @TempDir
    Path folder;

    @BeforeAll
    static void learn() {
        mask = builder().build().mask();
    }

    private static FaceCloakBuilder builder() {
        return FaceCloak.builder()
                .models(MODELS)
                .preset(Preset.PAPER)
                .seed(SEED)
                .settings(learning -> learning.withSyntheticFaces(1).withIterations(4));
    }

    private Path photo(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(SEED, "png", file.toFile());
        return file;
    }

    @Test
    void optionsReachPhotosFromTheBuilderAndFromASavedCloak() throws IOException {
        Path saved = folder.resolve("person.cloak");
        FaceCloak.of(mask, MODELS, ProtectionOptions.DEFAULT).save(saved);
        Path source = photo("photo.png");
        ProtectionOptions options = ProtectionOptions.DEFAULT.withMark(true).withMeasureSimilarity(true);
        int run = 0;
        for (FaceCloak cloak : List.of(
                builder().protection(options).build(),
                FaceCloak.of(mask, MODELS, options),
                FaceCloak.load(saved, MODELS, options))) {
            Path target = folder.resolve("protected-" + run++ + ".png");

            FaceOutcome outcome = cloak.protect(source, target).faces().get(0);

            // The template is the mean of the seed's face and its mirror image, so not even the seed itself reaches 1.
            assertTrue(outcome.similarity().orElseThrow() > 0.7, outcome.toString());
            assertTrue(
                    outcome.similarityAfter().orElseThrow()
                            < outcome.similarity().orElseThrow(),
                    outcome.toString());
            assertThrows(AlreadyCloakedException.class, () -> cloak.apply(target, folder.resolve("twice.png")));
            SeedException seed =
                    assertThrows(SeedException.class, () -> FaceCloak.builder().seed(target));
            assertTrue(seed.getMessage().contains(target.toString()), seed::getMessage);
        }
    }

    @Test
    void limitsAndStrictnessReachPhotos() throws IOException {
        Path source = photo("photo.png");
        FaceCloak small =
                FaceCloak.of(mask, MODELS, ProtectionOptions.DEFAULT.withLimits(new PhotoLimits(1000, 1 << 20)));
        IOException refused = assertThrows(IOException.class, () -> small.apply(source, folder.resolve("a.png")));
        assertTrue(refused.getMessage().contains("maxPixels is 1000"), refused::getMessage);

        FaceModels blind = new FixedModels(List.of(), List.of(EMBEDDER));
        FaceCloak strict = FaceCloak.of(mask, blind, ProtectionOptions.DEFAULT.withRequireFace(true));
        assertThrows(NoFaceException.class, () -> strict.apply(SEED));
        assertThrows(NoFaceException.class, () -> strict.apply(source, folder.resolve("b.png")));
        assertFalse(Files.exists(folder.resolve("b.png")));
    }

    @Test
    void theProtectionOfTheBuilderHolds() {
        FaceCloak cloak = builder()
                .protection(ProtectionOptions.DEFAULT.withRequireFace(true).withFacePolicy(FacePolicy.ALL))
                .build();

        assertEquals(
                Decision.CLOAKED,
                cloak.protect(FixedModels.picture(400, 320, 3)).faces().get(0).decision());
        assertThrows(NoFaceException.class, () -> cloak.protect(SEED, List.of()));
        IllegalStateException unmeasurable = assertThrows(IllegalStateException.class, () -> builder()
                .rememberPerson(false)
                .protection(ProtectionOptions.DEFAULT.withMeasureSimilarity(true))
                .build());
        assertTrue(unmeasurable.getMessage().contains("measureSimilarity"), unmeasurable::getMessage);
    }

    @Test
    void withoutMatchingAndMeasuringADetectorSuffices() {
        FaceModels detectorOnly = new FaceModels() {
            @Override
            public LandmarkDetector detector() {
                return MODELS.detector();
            }

            @Override
            public List<Embedder> embedders() {
                throw new ModelException("no recogniser");
            }

            @Override
            public void close() {}
        };
        ProtectionOptions largest = ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.LARGEST);

        assertEquals(1, FaceCloak.of(mask, detectorOnly, largest).protect(SEED).cloaked());
        assertEquals(
                1,
                FaceCloak.of(mask.withoutTemplates(), detectorOnly, ProtectionOptions.DEFAULT)
                        .protect(SEED)
                        .cloaked());
        assertThrows(ModelException.class, () -> FaceCloak.of(mask, detectorOnly, ProtectionOptions.DEFAULT));
        assertThrows(ModelException.class, () -> FaceCloak.of(mask, detectorOnly, largest.withMeasureSimilarity(true)));
    }

    @Test
    void callersMayNameTheFaces() throws IOException {
        FaceCloak cloak = FaceCloak.of(mask, new FixedModels(List.of(), List.of(EMBEDDER)), FacePolicy.ALL);
        int[] expected = pixels(FaceCloak.of(mask, MODELS, FacePolicy.ALL).apply(SEED));

        assertArrayEquals(expected, pixels(cloak.apply(SEED, List.of(FACE))));
        assertArrayEquals(expected, pixels(cloak.apply(SEED, List.of(FACE.landmarks()))));
        Path target = folder.resolve("protected.png");
        assertEquals(
                1,
                cloak.protect(photo("photo.png"), target, false, List.of(FACE))
                        .faces()
                        .size());
        assertArrayEquals(expected, pixels(ImageIO.read(target.toFile())));
        assertEquals(
                1, cloak.protect(SEED, List.of(FACE.box())).cloaked(), "guessed, since the detector finds nothing");
    }

    @Test
    void aFolderIsProtected() throws IOException {
        photo("album/a.png");
        photo("album/2026/b.png");
        List<PhotoOutcome> outcomes = new ArrayList<>();

        FolderSummary summary = FaceCloak.of(mask, MODELS, ProtectionOptions.DEFAULT)
                .folders()
                .withThreads(2)
                .run(FolderProtection.plan(folder.resolve("album"), folder.resolve("protected")), outcomes::add);

        assertEquals(2, summary.count(PhotoOutcome.Status.PROTECTED), outcomes::toString);
        assertTrue(Files.exists(folder.resolve("protected/2026/b.png")));
    }

    private static int[] pixels(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }
}
