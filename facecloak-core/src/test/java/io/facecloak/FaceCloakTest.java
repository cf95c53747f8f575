package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.Protection;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Portrait;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.focus.LearnableAttention.Initialisation;
import io.facecloak.focus.RegionStickers;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.Progress;
import io.facecloak.model.Progress.Stage;
import io.facecloak.model.Synthesizer;
import io.facecloak.optimize.Gallery;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import io.facecloak.transform.AlignmentJitter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facade from seed to protected photo, on a small recogniser with an analytic gradient. */
class FaceCloakTest {

    private static final Face FACE = FixedModels.face(60, 40, 70);
    private static final BufferedImage SEED = FixedModels.picture(400, 320, 1);
    private static final Embedder EMBEDDER = new SmoothEmbedder("smooth", 32, 7);
    private static final FaceModels MODELS = new FixedModels(List.of(FACE), List.of(EMBEDDER));

    @TempDir
    Path folder;

    private static FaceCloakBuilder builder() {
        return FaceCloak.builder().models(MODELS).seed(SEED).settings(learning -> learning.withSyntheticFaces(2)
                .withIterations(4));
    }

    private static double similarity(BufferedImage a, BufferedImage b) {
        float[] ea = EMBEDDER.embed(FaceAligner.align(a, FACE.landmarks()));
        float[] eb = EMBEDDER.embed(FaceAligner.align(b, FACE.landmarks()));
        double dot = 0;
        for (int i = 0; i < ea.length; i++) {
            dot += ea[i] * eb[i];
        }
        return dot;
    }

    @Test
    void aCloakMovesTheEmbeddingAwayWithinItsBudget() {
        BufferedImage before = new BufferedImage(400, 320, BufferedImage.TYPE_INT_RGB);
        before.setData(SEED.getData());

        BufferedImage after = builder()
                .settings(learning -> learning.withEpsilon(16 / 255.0).withIterations(40))
                .build()
                .apply(SEED);

        assertTrue(similarity(SEED, after) < 0.9, () -> "similarity stayed at " + similarity(SEED, after));
        int largest = 0;
        for (int y = 0; y < 320; y++) {
            for (int x = 0; x < 400; x++) {
                assertEquals(before.getRGB(x, y), SEED.getRGB(x, y), "the input must not change");
                for (int shift = 0; shift < 24; shift += 8) {
                    int change = (after.getRGB(x, y) >> shift & 0xff) - (SEED.getRGB(x, y) >> shift & 0xff);
                    largest = Math.max(largest, Math.abs(change));
                }
            }
        }
        assertTrue(largest > 2 && largest <= 16, "largest change " + largest);
        assertEquals(SEED.getRGB(399, 319), after.getRGB(399, 319));
    }

    @Test
    void thePaperPresetIsThePapers() {
        var info = FaceCloak.builder()
                .models(MODELS)
                .seed(SEED)
                .preset(Preset.PAPER)
                .build()
                .mask()
                .info();

        assertEquals(8, info.portraits());
        assertEquals(10, info.iterations());
        assertEquals(8 / 255.0, info.budget(), 1e-7);
        assertEquals(16 / 255.0, info.raisedBudget(), 1e-7);
        assertEquals(2 / 255.0, info.stepSize(), 1e-7);
        assertEquals(List.of("region-stickers", "high-pass"), info.focusMasks());
        assertTrue(info.notes().containsKey("attention"));
        assertEquals("PAPER", info.notes().get("preset"));
    }

    @Test
    void aFreshBuilderIsBalanced() {
        var fresh = builder().build().mask();
        var balanced = FaceCloak.builder()
                .models(MODELS)
                .seed(SEED)
                .preset(Preset.BALANCED)
                .settings(learning -> learning.withSyntheticFaces(2).withIterations(4))
                .build()
                .mask();

        assertArrayEquals(balanced.delta(), fresh.delta());
        assertEquals(balanced.info().notes(), fresh.info().notes());
        assertEquals("BALANCED", fresh.info().notes().get("preset"));
    }

    @Test
    void settingsChangeWhatThePresetSays() {
        var info = FaceCloak.builder()
                .models(MODELS)
                .seed(SEED)
                .preset(Preset.PAPER)
                .settings(learning -> learning.withEpsilon(5 / 255.0))
                .settings(learning -> learning.withSyntheticFaces(1))
                .build()
                .mask()
                .info();

        assertEquals(10, info.iterations());
        assertEquals(5 / 255.0, info.budget(), 1e-7);
        assertEquals(1, info.portraits());
    }

    @Test
    void equalOptionsGiveEqualCloaksAndOtherSeedsOthers() {
        float[] first = builder().randomSeed(5).build().mask().delta();

        assertArrayEquals(first, builder().randomSeed(5).build().mask().delta());
        assertNotEquals(
                List.of(first[100], first[2000], first[9000]),
                List.of(
                        builder().randomSeed(6).build().mask().delta()[100],
                        builder().randomSeed(6).build().mask().delta()[2000],
                        builder().randomSeed(6).build().mask().delta()[9000]));
    }

    @Test
    void theBudgetHoldsForEveryOption() {
        FaceCloak cloak = builder()
                .seed(FixedModels.picture(400, 320, 2))
                .settings(
                        learning -> learning.withOptimizer(learning.optimizer().withUpdateRule(UpdateRule.SEQUENTIAL)))
                .settings(
                        learning -> learning.withOptimizer(learning.optimizer().withJitter(AlignmentJitter.DEFAULT)))
                .settings(learning -> learning.withFocusMasks()
                        .withOptimizer(learning.optimizer().withoutAttention())
                        .withEpsilon(4 / 255.0)
                        .withEpsilonRaised(30 / 255.0)
                        .withStepSize(1 / 255.0))
                .rememberPerson(false)
                .build();

        for (float value : cloak.mask().delta()) {
            assertTrue(Math.abs(value) <= 4 / 255f + 1e-4, "no focus mask, so ε bounds all: " + value);
        }
        assertTrue(cloak.mask().templates().isEmpty(), "no biometric template may be kept");
    }

    @Test
    void eachOptionChangesTheCloak() {
        float[] plain = masked().build().mask().delta();
        Map<String, FaceCloakBuilder> variants = new LinkedHashMap<>();
        variants.put(
                "updateRule",
                masked().settings(learning ->
                        learning.withOptimizer(learning.optimizer().withUpdateRule(UpdateRule.SEQUENTIAL))));
        variants.put(
                "alignmentJitter",
                masked().settings(learning ->
                        learning.withOptimizer(learning.optimizer().withJitter(new AlignmentJitter(9, 0, 0)))));
        variants.put("preset", masked().settings(learning -> Preset.PAPER.settings()));
        variants.put("optimizer", masked().settings(learning -> learning.withOptimizer(OptimizerSettings.PAPER)));
        variants.put(
                "attention",
                masked().settings(learning -> learning.withOptimizer(
                        learning.optimizer().withAttention(new LearnableAttention(Initialisation.ONES, 0.1, 0)))));
        variants.put("focusMasks", masked().settings(learning -> learning.withFocusMasks()));
        variants.put("iterations", masked().settings(learning -> learning.withIterations(5)));
        variants.put("stepSize", masked().settings(learning -> learning.withStepSize(3 / 255.0)));
        variants.put("epsilon", masked().settings(learning -> learning.withEpsilon(3 / 255.0)));
        variants.put("epsilonRaised", masked().settings(learning -> learning.withEpsilonRaised(9 / 255.0)));
        variants.put("syntheticFaces", masked().settings(learning -> learning.withSyntheticFaces(3)));
        variants.put("synthesizer", masked().synthesizer(new Repeating()));
        variants.put("surrogates", masked().surrogates(new SmoothEmbedder("another", 32, 8)));
        variants.put("seed", masked().seed(FixedModels.picture(400, 320, 2)));
        variants.put("gallery", masked().gallery(new Strangers()));
        variants.put(
                "excludeOwnIdentity",
                masked().gallery(new Strangers()).settings(learning -> learning.withExcludeOwnIdentity(true)));

        List<float[]> seen = new ArrayList<>(List.of(plain));
        variants.forEach((option, variant) -> {
            float[] delta = variant.build().mask().delta();
            assertTrue(seen.stream().noneMatch(other -> Arrays.equals(other, delta)), option);
            seen.add(delta);
        });
    }

    /** With budgets that four steps use up, so that each of them counts. */
    private static FaceCloakBuilder masked() {
        return builder().settings(learning -> learning.withEpsilon(2 / 255.0)
                .withEpsilonRaised(5 / 255.0)
                .withFocusMasks(new RegionStickers()));
    }

    private static final class Repeating implements Synthesizer {

        @Override
        public String name() {
            return "repeating";
        }

        @Override
        public List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random) {
            return Collections.nCopies(count, seed);
        }
    }

    /** Two strangers, the same for every probe. */
    private static final class Strangers implements Gallery {

        @Override
        public Extremes extremes(Embedder embedder, float[] probe) {
            return new Extremes(unit(embedder.dimension(), 0), probe[0], unit(embedder.dimension(), 1), probe[1]);
        }

        private static float[] unit(int dimension, int axis) {
            float[] unit = new float[dimension];
            unit[axis] = 1;
            return unit;
        }

        @Override
        public void close() {}
    }

    @Test
    void theChosenPolicyHolds() {
        BufferedImage stranger = FixedModels.picture(400, 320, 3);

        Protection<BufferedImage> matched = builder()
                .protection(ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.MATCH))
                .build()
                .protect(stranger);
        Protection<BufferedImage> main = builder().build().protect(stranger);
        Protection<BufferedImage> all = builder()
                .protection(ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL))
                .build()
                .protect(stranger);

        assertEquals(Decision.OTHER_PERSON, matched.faces().get(0).decision());
        assertEquals(Decision.CLOAKED, main.faces().get(0).decision(), "the only face");
        assertEquals(Decision.CLOAKED, all.faces().get(0).decision());
        assertThrows(IllegalStateException.class, () -> builder()
                .rememberPerson(false)
                .protection(ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.MATCH))
                .build());
    }

    @Test
    void theDefaultUsesItsBudgetAndNoMore() {
        float[] delta = builder()
                .settings(learning -> learning.withIterations(40))
                .build()
                .mask()
                .delta();

        float largest = 0;
        for (float sample : delta) {
            largest = Math.max(largest, Math.abs(sample));
        }
        assertEquals(Preset.BALANCED.settings().epsilon(), largest, 1e-5);
    }

    @Test
    void aRaisedBudgetBelowTheBudgetHasNoEffect() {
        FaceCloak cloak =
                builder().settings(learning -> learning.withEpsilon(40 / 255.0)).build();

        assertEquals(40 / 255.0, cloak.mask().info().raisedBudget(), 1e-7);
        assertArrayEquals(
                builder()
                        .settings(learning -> learning.withEpsilon(40 / 255.0).withFocusMasks())
                        .build()
                        .mask()
                        .delta(),
                cloak.mask().delta());
    }

    @Test
    void aSavedCloakProtectsBitIdentically() throws IOException {
        FaceCloak learnt = builder().build();
        Path file = folder.resolve("person.cloak");
        learnt.save(file);

        FaceCloak loaded = FaceCloak.load(file, MODELS, FacePolicy.MATCH);

        assertEquals(learnt.mask(), loaded.mask());
        BufferedImage photo = FixedModels.picture(400, 320, 1);
        assertEquals(pixels(learnt.apply(photo)), pixels(loaded.apply(photo)));
        assertTrue(Files.size(file) < 150_000, "a cloak file is small");
    }

    @Test
    void onlyThePersonIsCloakedWhereFacesAreMatched() {
        FaceCloak cloak = builder()
                .protection(ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.MATCH))
                .build();
        BufferedImage stranger = new BufferedImage(400, 320, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 320; y++) {
            for (int x = 0; x < 400; x++) {
                stranger.setRGB(x, y, ~SEED.getRGB(x, y) & 0xffffff);
            }
        }

        Protection<BufferedImage> protection = cloak.protect(stranger);

        assertEquals(Decision.OTHER_PERSON, protection.faces().get(0).decision());
        assertEquals(pixels(stranger), pixels(protection.photo()));
        assertEquals(Decision.CLOAKED, cloak.protect(SEED).faces().get(0).decision());
    }

    @Test
    void filesGoInAndOut() throws IOException {
        Path seed = folder.resolve("seed.png");
        ImageIO.write(SEED, "png", seed.toFile());
        Path target = folder.resolve("protected.png");

        List<FaceOutcome> faces = FaceCloak.builder()
                .models(MODELS)
                .seed(seed)
                .settings(learning -> learning.withSyntheticFaces(1).withIterations(2))
                .build()
                .protect(seed, target)
                .faces();

        assertEquals(1, faces.size());
        assertNotEquals(pixels(SEED), pixels(ImageIO.read(target.toFile())));
        byte[] written = Files.readAllBytes(target);
        FaceCloak cloak = builder().build();
        IOException exists = assertThrows(IOException.class, () -> cloak.apply(seed, target));
        assertTrue(exists.getMessage().contains("protected.png"), exists.getMessage());
        assertArrayEquals(written, Files.readAllBytes(target), "an existing file stays as it is");
    }

    @Test
    void aStreamCanBeTheSeed() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(SEED, "png", png);

        FaceCloak fromStream = FaceCloak.builder()
                .models(MODELS)
                .seed(new ByteArrayInputStream(png.toByteArray()))
                .settings(learning -> learning.withSyntheticFaces(2).withIterations(4))
                .build();

        assertArrayEquals(builder().build().mask().delta(), fromStream.mask().delta());
    }

    @Test
    void progressIsReportedAndCancellationEndsTheLearning() {
        Map<Stage, Integer> last = new EnumMap<>(Stage.class);
        builder()
                .progress((stage, done, total) -> last.put(stage, done * 100 / total))
                .build();
        assertEquals(Map.of(Stage.SYNTHESIS, 100, Stage.OPTIMIZATION, 100), last);

        AtomicInteger asked = new AtomicInteger();
        assertThrows(CancellationException.class, () -> builder()
                .progress(Progress.NONE.cancelledWhen(() -> asked.incrementAndGet() > 3))
                .build());
    }

    @Test
    void seedsWithoutOneClearFaceAreRefused() {
        SeedException none = assertThrows(SeedException.class, () -> learnOn(List.of()));
        assertTrue(none.getMessage().contains("no face"), none.getMessage());

        SeedException several =
                assertThrows(SeedException.class, () -> learnOn(List.of(FACE, FixedModels.face(200, 40, 68))));
        assertTrue(several.getMessage().contains("2 faces"), several.getMessage());

        SeedException small = assertThrows(SeedException.class, () -> learnOn(List.of(FixedModels.face(50, 50, 7))));
        assertTrue(small.getMessage().contains("too small"), small.getMessage());
    }

    private static void learnOn(List<Face> faces) {
        FaceCloak.builder()
                .models(new FixedModels(faces, List.of(EMBEDDER)))
                .seed(SEED)
                .build();
    }

    @Test
    void badSettingsFailAtOnceNamingParameterAndValue() throws IOException {
        FaceCloakBuilder builder = FaceCloak.builder();
        assertMessage("iterations", "0", () -> builder.settings(learning -> learning.withIterations(0)));
        assertMessage("epsilon", "8.0", () -> builder.settings(learning -> learning.withEpsilon(8)));
        assertMessage("epsilonRaised", "-1.0", () -> builder.settings(learning -> learning.withEpsilonRaised(-1)));
        assertMessage("stepSize", "NaN", () -> builder.settings(learning -> learning.withStepSize(Double.NaN)));
        assertMessage("syntheticFaces", "-1", () -> builder.settings(learning -> learning.withSyntheticFaces(-1)));
        assertThrows(NullPointerException.class, () -> builder.seed((BufferedImage) null));
        assertThrows(IllegalStateException.class, builder::build);

        Path text = Files.writeString(folder.resolve("photo.jpg"), "this is no photo");
        PhotoFormatException refused = assertThrows(PhotoFormatException.class, () -> builder.seed(text));
        assertTrue(refused.getMessage().contains("photo.jpg"), refused.getMessage());
    }

    @Test
    void aPresetThatWouldUndoASettingIsRefused() {
        FaceCloakBuilder changed =
                FaceCloak.builder().preset(Preset.PAPER).settings(learning -> learning.withIterations(3));

        String message = assertThrows(IllegalStateException.class, () -> changed.preset(Preset.STRONG))
                .getMessage();

        assertTrue(message.contains("preset(STRONG)") && message.contains("settings(...)"), message);
        assertEquals(3, changed.models(MODELS).seed(SEED).build().mask().info().iterations(), "nothing was undone");
    }

    @Test
    void settingsAddUpOnThePreset() {
        LearningSettings settings =
                Preset.PAPER.settings().withEpsilon(4 / 255.0).withSyntheticFaces(3);

        assertEquals("PAPER", settings.basis());
        assertEquals(10, settings.optimizer().iterations());
        assertEquals(3, settings.syntheticFaces());
        assertEquals(16 / 255f, settings.epsilonRaised());
        assertEquals(Preset.PAPER.settings(), settings.withEpsilon(8 / 255.0).withSyntheticFaces(8));
    }

    private static void assertMessage(String parameter, String value, Runnable setter) {
        String message =
                assertThrows(IllegalArgumentException.class, setter::run).getMessage();
        assertTrue(message.contains(parameter) && message.contains(value), message);
    }

    @Test
    void manyThreadsMayApplyOneCloak() {
        FaceCloak cloak = builder().build();
        int expected = pixels(cloak.apply(SEED));

        List<CompletableFuture<Integer>> runs = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> pixels(cloak.apply(SEED))))
                .toList();

        runs.forEach(run -> assertEquals(expected, run.join()));
    }

    private static int pixels(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        return Arrays.hashCode(picture.getRGB(0, 0, width, height, null, 0, width));
    }

    @Test
    void aGeneratorOfTheModelsIsPreferred() {
        Synthesizer generator = new Synthesizer() {
            @Override
            public String name() {
                return "generator of the models";
            }

            @Override
            public List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random) {
                return Collections.nCopies(count, seed);
            }
        };
        FaceModels models = new FaceModels() {
            @Override
            public LandmarkDetector detector() {
                return MODELS.detector();
            }

            @Override
            public List<Embedder> embedders() {
                return MODELS.embedders();
            }

            @Override
            public Optional<Synthesizer> synthesizer() {
                return Optional.of(generator);
            }

            @Override
            public void close() {}
        };

        assertEquals(
                generator.name(), builder().models(models).build().mask().info().synthesizer());
        assertEquals("seed-variations", builder().build().mask().info().synthesizer());
    }
}
