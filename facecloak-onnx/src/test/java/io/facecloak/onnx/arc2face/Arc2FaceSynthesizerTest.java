package io.facecloak.onnx.arc2face;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import io.facecloak.model.Embedder;
import io.facecloak.model.Progress;
import io.facecloak.model.Progress.Stage;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.arc2face.Arc2FaceOptions.FinalSigma;
import io.facecloak.onnx.internal.runtime.TestDevice;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole generator on tiny graphs with the types, names and topology of the real ones. */
class Arc2FaceSynthesizerTest {

    private static final Arc2FaceOptions PAPER = Arc2FaceOptions.defaults();
    private static final Arc2FaceOptions QUICK = PAPER.withSteps(2);
    private static final int PIXELS = 512 * 512;

    @TempDir
    private static Path tiny;

    @BeforeAll
    static void export() throws IOException {
        TinyExport.OPTIMUM_1_24.write(tiny, new Weights(false));
    }

    /**
     * In grey levels, of which rounding takes 0.5 at worst and 0.25 in the mean. Beyond that, 0.0011 at worst were measured, and 1.4 where
     * values are half-precision at the graphs' borders. What the pipeline could get wrong moves the mean by 0.7 at least, see
     * {@link #everySettingAndTheFaceChangeThePicture}.
     */
    @ParameterizedTest
    @CsvSource({
        "OPTIMUM_1_24, false, 0.01, 0.002",
        "OPTIMUM_1_23, false, 0.01, 0.002",
        "DIFFUSERS_SCRIPT, false, 0.01, 0.002",
        "OPTIMUM_1_24, true, 4, 0.05",
        "OPTIMUM_1_23, true, 4, 0.05",
        "DIFFUSERS_SCRIPT, true, 4, 0.05"
    })
    void picturesAreThoseOfPlainArithmetic(
            TinyExport export, boolean half, double tolerance, double meanTolerance, @TempDir Path directory)
            throws IOException {
        Weights weights = new Weights(half);
        export.write(directory, weights);
        Arc2FaceOptions options = PAPER.withSteps(5);
        List<Portrait> portraits;
        try (Arc2FaceSynthesizer synthesizer = open(directory, options)) {
            portraits = synthesizer.synthesize(TinyPerson.portrait(), 2, new SplittableRandom(5));
        }
        assertEquals(2, portraits.size());
        double[] identity = TinyArcFace.plain(TinyPerson.portrait().aligned(), 512);
        long[] noiseSeeds = new SplittableRandom(5).longs(2).toArray();
        for (int i = 0; i < 2; i++) {
            double[] latent = new GaussianNoise(noiseSeeds[i]).next(4 * 64 * 64);
            double[] expected = new PlainArc2Face(weights).picture(identity, latent, 5, 3.0);
            double[] actual = levels(portraits.get(i));
            double worst = 0;
            double mean = 0;
            for (int p = 0; p < expected.length; p++) {
                double error = Math.abs(expected[p] - actual[p]);
                worst = Math.max(worst, error);
                mean += error / expected.length;
            }
            assertEquals(0, worst, 0.5 + tolerance);
            assertEquals(0, mean, 0.25 + meanTolerance);
        }
    }

    @Test
    void anEncoderMayTakeThePaddedFace(@TempDir Path directory) throws IOException {
        Weights weights = new Weights(false);
        TinyExport export = TinyExport.OPTIMUM_1_24;
        export.write(directory, weights);
        TinyExport.write(directory.resolve("text_encoder/model.onnx"), export.textEncoder(weights, 768));
        assertEquals(0, meanDifference(generate(tiny, QUICK, 1), generate(directory, QUICK, 1)), 0.001);
    }

    @Test
    void everySettingAndTheFaceChangeThePicture() {
        Arc2FaceOptions options = PAPER.withSteps(5);
        List<Portrait> own = generate(tiny, options, 1);
        int saturated = 0;
        for (double level : levels(own.get(0))) {
            saturated += level == 0 || level == 255 ? 1 : 0;
        }
        assertTrue(saturated < PIXELS, "most of the picture is black or white, so differences would not show");
        for (Arc2FaceOptions other : List.of(
                options.withSteps(6),
                options.withGuidance(1),
                options.withGuidance(3.3),
                options.withFinalSigma(FinalSigma.ZERO))) {
            double difference = meanDifference(own, generate(tiny, other, 1));
            assertTrue(difference > 0.6, other + " changes the picture by " + difference);
        }
        Portrait somebodyElse = new Portrait(
                TinyPerson.portrait().picture(),
                TinyPerson.portrait().landmarks().map(p -> new Point(p.y(), p.x())));
        try (Arc2FaceSynthesizer synthesizer = open(tiny, options)) {
            double difference = meanDifference(own, synthesizer.synthesize(somebodyElse, 1, new SplittableRandom(1)));
            assertTrue(difference > 0.6, "another face changes the picture by " + difference);
        }
    }

    @Test
    void theSeedDecidesAndTheBatchDoesNot() {
        List<Portrait> oneByOne = generate(tiny, QUICK, 3);
        List<Portrait> again = generate(tiny, QUICK, 3);
        List<Portrait> batches = generate(tiny, QUICK.withMemoryLimit(2 * Arc2FaceOptions.MEMORY_PER_IMAGE), 3);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(levels(oneByOne.get(i)), levels(again.get(i)));
            assertArrayEquals(levels(oneByOne.get(i)), levels(batches.get(i)), 1);
        }
        assertTrue(meanDifference(oneByOne.subList(0, 1), oneByOne.subList(1, 2)) > 5, "the portraits do not vary");
    }

    @Test
    void reportsEveryDenoisingStepOfEveryBatch() {
        List<Integer> reports = new ArrayList<>();
        Progress progress = (stage, done, total) -> {
            assertEquals(Stage.DENOISING, stage);
            assertEquals(4, total);
            reports.add(done);
        };
        Arc2FaceOptions pairs = QUICK.withMemoryLimit(2 * Arc2FaceOptions.MEMORY_PER_IMAGE);
        try (Arc2FaceSynthesizer synthesizer = open(tiny, pairs)) {
            synthesizer.synthesize(TinyPerson.portrait(), 3, new SplittableRandom(1), progress);
        }
        assertEquals(List.of(0, 1, 2, 3, 4), reports);
    }

    @Test
    void stopsBetweenStepsWhenCancelled() {
        List<Integer> reports = new ArrayList<>();
        Progress record = (stage, done, total) -> reports.add(done);
        Progress progress = record.cancelledWhen(() -> reports.size() == 2);
        try (Arc2FaceSynthesizer synthesizer = open(tiny, PAPER)) {
            assertThrows(
                    CancellationException.class,
                    () -> synthesizer.synthesize(TinyPerson.portrait(), 1, new SplittableRandom(1), progress));
            assertEquals(List.of(0, 1), reports);
        }
    }

    @Test
    void landmarksAreTheDetectorsOrThoseOfTheAverageFace() {
        assertEquals(
                TinyPerson.FOUND, generate(tiny, PAPER.withSteps(1), 1).get(0).landmarks());
        try (Arc2FaceSynthesizer blind = Arc2FaceSynthesizer.open(
                tiny, OnnxEmbedder::open, TinyPerson.blindDetector(), TestDevice.get(), PAPER.withSteps(1))) {
            Portrait portrait = blind.synthesize(TinyPerson.portrait(), 1, new SplittableRandom(1))
                    .get(0);
            // In FFHQ pictures of 512 pixels the eyes are 126 apart, a little above the middle.
            assertEquals(126, portrait.landmarks().eyeDistance(), 1);
            assertEquals(256, portrait.landmarks().nose().x(), 1);
            assertEquals(240, portrait.landmarks().leftEye().y(), 1);
            assertTrue(portrait.landmarks().leftMouth().y()
                    > portrait.landmarks().nose().y());
            assertEquals(512, portrait.picture().getWidth());
            assertEquals(512, portrait.picture().getHeight());
        }
    }

    @Test
    void loadsWhenFirstUsedAndClosesWhatItLoaded() {
        List<Embedder> opened = new ArrayList<>();
        Arc2FaceSynthesizer synthesizer = Arc2FaceSynthesizer.open(
                tiny,
                file -> {
                    assertEquals(tiny.resolve("arcface.onnx"), file);
                    opened.add(OnnxEmbedder.open(file));
                    return opened.get(0);
                },
                TinyPerson.detector(),
                TestDevice.get(),
                PAPER.withSteps(1));
        assertEquals("arc2face", synthesizer.name());
        assertTrue(opened.isEmpty(), "loaded before anyone asked");
        synthesizer.synthesize(TinyPerson.portrait(), 1, new SplittableRandom(1));
        synthesizer.synthesize(TinyPerson.portrait(), 1, new SplittableRandom(1));
        assertEquals(1, opened.size());
        synthesizer.close();
        synthesizer.close();
        assertThrows(IllegalStateException.class, () -> opened.get(0)
                .embed(TinyPerson.portrait().aligned()));
        assertThrows(
                IllegalStateException.class,
                () -> synthesizer.synthesize(TinyPerson.portrait(), 1, new SplittableRandom(1)));
        Arc2FaceSynthesizer unused = open(tiny, PAPER);
        assertDoesNotThrow(unused::close);
    }

    @Test
    void threadsGetTheirOwnPortraits() {
        try (Arc2FaceSynthesizer synthesizer = open(tiny, QUICK)) {
            List<CompletableFuture<List<Portrait>>> running = Stream.of(1, 2, 1, 2)
                    .map(seed -> CompletableFuture.supplyAsync(
                            () -> synthesizer.synthesize(TinyPerson.portrait(), 1, new SplittableRandom(seed))))
                    .toList();
            List<List<Portrait>> portraits =
                    running.stream().map(CompletableFuture::join).toList();
            assertEquals(0, meanDifference(portraits.get(0), portraits.get(2)));
            assertEquals(0, meanDifference(portraits.get(1), portraits.get(3)));
            assertFalse(meanDifference(portraits.get(0), portraits.get(1)) < 5);
        }
    }

    @Test
    void refusesBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> PAPER.withSteps(0));
        assertThrows(IllegalArgumentException.class, () -> PAPER.withSteps(1000));
        assertThrows(IllegalArgumentException.class, () -> PAPER.withGuidance(0.5));
        assertThrows(IllegalArgumentException.class, () -> PAPER.withGuidance(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> PAPER.withMemoryLimit(0));
        try (Arc2FaceSynthesizer synthesizer = open(tiny, PAPER)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> synthesizer.synthesize(TinyPerson.portrait(), 0, new SplittableRandom(1)));
        }
    }

    private static Arc2FaceSynthesizer open(Path directory, Arc2FaceOptions options) {
        return Arc2FaceSynthesizer.open(
                directory, OnnxEmbedder::open, TinyPerson.detector(), TestDevice.get(), options);
    }

    private static List<Portrait> generate(Path directory, Arc2FaceOptions options, int count) {
        try (Arc2FaceSynthesizer synthesizer = open(directory, options)) {
            return synthesizer.synthesize(TinyPerson.portrait(), count, new SplittableRandom(1));
        }
    }

    private static double meanDifference(List<Portrait> one, List<Portrait> other) {
        double[] a = levels(one.get(0));
        double[] b = levels(other.get(0));
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    /** 0..255, planes R, G, B. */
    private static double[] levels(Portrait portrait) {
        BufferedImage picture = portrait.picture();
        int[] rgb = picture.getRGB(0, 0, 512, 512, null, 0, 512);
        double[] levels = new double[3 * PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            levels[i] = rgb[i] >> 16 & 0xff;
            levels[PIXELS + i] = rgb[i] >> 8 & 0xff;
            levels[2 * PIXELS + i] = rgb[i] & 0xff;
        }
        return levels;
    }
}
