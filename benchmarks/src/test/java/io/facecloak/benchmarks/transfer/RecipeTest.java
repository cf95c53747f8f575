package io.facecloak.benchmarks.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.evaluation.reference.ReferenceCodeMethod;
import io.facecloak.face.Face;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {

    private static final List<Face> FACES = List.of(FixedModels.face(20, 25, 60));
    private static final List<Embedder> EMBEDDERS =
            List.of(new SmoothEmbedder("first", 24, 3), new SmoothEmbedder("second", 32, 4));

    @TempDir
    private Path folder;

    private Path seed;

    @BeforeEach
    void writeTheSeed() throws IOException {
        seed = folder.resolve("seed.png");
        ImageIO.write(FixedModels.picture(300, 240, 4), "png", seed.toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"presets.txt", "recipes.txt", "steps.txt"})
    void theRecipesThatComeWithTheBenchmarksAreUnderstood(String file) throws IOException {
        List<Recipe> recipes = Files.readAllLines(Path.of(file)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Recipe::parse)
                .toList();

        assertFalse(recipes.isEmpty());
        assertEquals(
                recipes.size(),
                recipes.stream().map(Recipe::fingerprint).distinct().count(),
                "no recipe twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"momentum=1", "ssim=0.8", "smoothing=2", "stepRule=SCALED", "resize=0.4", "iterations"})
    void unknownOptionsAreRefused(String option) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Recipe.parse("odd: preset=PAPER " + option));
        assertTrue(e.getMessage().contains(option), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jitter=5,0.05,0.04",
                "jitter=5,0.05,0.04 diversity=0.8 share=0.5",
                "perStep=1",
                "feedback=OVERWRITE"
            })
    void whatALineSaysChangesTheCloak(String options) throws Exception {
        String plain = "preset=PAPER iterations=3 faces=2";

        assertFalse(Arrays.equals(
                learnt(plain, FACES).delta(),
                learnt(plain + " " + options, FACES).delta()));
    }

    @Test
    void aTransformThatIsOffIsLeftOut() throws Exception {
        String off = "preset=BALANCED iterations=2 faces=1 perStep=0 jitter=off diversity=off";
        String never = "preset=BALANCED iterations=2 faces=1 perStep=0 jitter=0,0,0";

        assertArrayEquals(learnt(off, FACES).delta(), learnt(never, FACES).delta(), 1e-6f);
    }

    @Test
    void theAuthorsCodeIsARecipe() throws Exception {
        CloakMask cloak = learnt("preset=REFERENCE_CODE faces=1 iterations=2", FACES);

        assertEquals(ReferenceCodeMethod.NAME, cloak.info().notes().get("method"));
        assertEquals(2, cloak.info().iterations());
        assertEquals(1, cloak.info().portraits());
        assertNotEquals(
                Recipe.parse("a: preset=REFERENCE_CODE").fingerprint(),
                Recipe.parse("a: preset=PAPER").fingerprint());
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> Recipe.parse("odd: preset=REFERENCE_CODE diversity=0.8"));
        assertTrue(e.getMessage().contains("REFERENCE_CODE"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAPER", "REFERENCE_CODE"})
    void aSeedWithoutAFaceIsSaidToBeOne(String preset) {
        UnprotectableException e = assertThrows(
                UnprotectableException.class, () -> learnt("preset=" + preset + " iterations=1", List.of()));
        assertTrue(e.getMessage().contains("seed.png"), e.getMessage());
    }

    private CloakMask learnt(String options, List<Face> faces) throws IOException, UnprotectableException {
        FaceModels models = new FixedModels(faces, EMBEDDERS);
        return Recipe.parse("test: " + options).learn(models, EMBEDDERS, seed);
    }
}
