package io.facecloak.internal.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import io.facecloak.model.Progress;
import io.facecloak.model.Progress.Stage;
import io.facecloak.model.Synthesizer;
import io.facecloak.synthesis.Faces;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VerifiedSynthesisTest {

    private static final Portrait SEED = flat(0);
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void keepsWhatPassesAndAsksAgainForTheRest() {
        Script script = new Script(10, 250, 20, 240, 30, 40);
        List<Portrait> portraits = verified(script).synthesize(SEED, 4, random, Progress.NONE);
        assertEquals(List.of(10, 20, 30, 40), levels(portraits));
        assertEquals(List.of(4, 2), script.asked);
    }

    @Test
    void fillsWithTheBestRejectedAfterTheLastRound() {
        Script script = new Script(250, 10, 200, 230, 240, 235, 245);
        List<Portrait> portraits = verified(script).synthesize(SEED, 3, random, Progress.NONE);
        assertEquals(List.of(10, 200, 230), levels(portraits));
        assertEquals(VerifiedSynthesis.ROUNDS, script.asked.size());
    }

    @Test
    void throwsWhenNothingLooksLikeThePerson() {
        Script script = new Script(250, 240, 230);
        ModelException e =
                assertThrows(ModelException.class, () -> verified(script).synthesize(SEED, 2, random, Progress.NONE));
        assertTrue(e.getMessage().contains("script"), e.getMessage());
        assertTrue(e.getMessage().contains("0.500"), e.getMessage());
    }

    @Test
    void averagesTheSimilaritiesOfAllEmbedders() {
        // cos(60°) = 0.5 and, at half the angle, cos(30°) = 0.866: 0.683 on average.
        List<Embedder> two = List.of(new AngleEmbedder(1, 0.5), new AngleEmbedder(0.5, 0.5));
        Script passing = new Script(170);
        new VerifiedSynthesis(passing, two, 0.68).synthesize(SEED, 1, random, Progress.NONE);
        assertEquals(1, passing.asked.size());
        assertThrows(ModelException.class, () -> new VerifiedSynthesis(new Script(170), two, 0.69)
                .synthesize(SEED, 1, random, Progress.NONE));
    }

    @Test
    void reportsProgressThatGrowsToTheEnd() {
        List<Integer> reports = new ArrayList<>();
        verified(new Script(10, 250, 20, 240, 30, 40)).synthesize(SEED, 4, random, (stage, done, total) -> {
            assertEquals(Stage.SYNTHESIS, stage);
            assertEquals(4, total);
            reports.add(done);
        });
        assertEquals(List.of(0, 2, 4), reports);
    }

    @Test
    void aSynthesizerTellsItsOwnStepsAndIsStoppedByThem() {
        Synthesizer slow = new Synthesizer() {
            @Override
            public String name() {
                return "slow";
            }

            @Override
            public List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random) {
                throw new AssertionError("asked without progress");
            }

            @Override
            public List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random, Progress progress) {
                progress.report(Stage.DENOISING, 1, 2);
                progress.report(Stage.DENOISING, 2, 2);
                return Collections.nCopies(count, flat(10));
            }
        };
        List<String> reports = new ArrayList<>();
        Progress record = (stage, done, total) -> reports.add(stage + " " + done + "/" + total);
        verified(slow).synthesize(SEED, 3, random, record);
        assertEquals(List.of("SYNTHESIS 0/3", "DENOISING 1/2", "DENOISING 2/2", "SYNTHESIS 3/3"), reports);

        reports.clear();
        Progress cancelling = record.cancelledWhen(() -> reports.size() == 2);
        assertThrows(CancellationException.class, () -> verified(slow).synthesize(SEED, 3, random, cancelling));
        assertEquals(List.of("SYNTHESIS 0/3", "DENOISING 1/2"), reports);
    }

    @Test
    void refusesBadArguments() {
        Script script = new Script(1);
        assertThrows(IllegalArgumentException.class, () -> new VerifiedSynthesis(script, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new VerifiedSynthesis(script, List.of(new AngleEmbedder(1, 0.5)), 1.5));
        assertThrows(IllegalArgumentException.class, () -> verified(script).synthesize(SEED, 0, random, Progress.NONE));
    }

    private static VerifiedSynthesis verified(Synthesizer synthesizer) {
        return new VerifiedSynthesis(synthesizer, List.of(new AngleEmbedder(1, 0.5)));
    }

    private static Portrait flat(int level) {
        BufferedImage picture = new BufferedImage(120, 120, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 120; y++) {
            for (int x = 0; x < 120; x++) {
                picture.setRGB(x, y, level * 0x010101);
            }
        }
        return new Portrait(picture, Faces.landmarks(new Point(56, 72), 35));
    }

    private static List<Integer> levels(List<Portrait> portraits) {
        return portraits.stream()
                .map(portrait -> portrait.picture().getRGB(60, 60) & 0xff)
                .toList();
    }

    /** Gives portraits of these grey levels, the last for ever. */
    private static final class Script implements Synthesizer {
        private final Deque<Integer> levels;
        private final List<Integer> asked = new ArrayList<>();

        Script(Integer... levels) {
            this.levels = new ArrayDeque<>(List.of(levels));
        }

        @Override
        public String name() {
            return "script";
        }

        @Override
        public List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random) {
            asked.add(count);
            List<Portrait> portraits = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                portraits.add(flat(levels.size() > 1 ? levels.poll() : levels.peek()));
            }
            return portraits;
        }
    }

    /** A unit vector whose angle grows with the grey level of the face: black at 0°, white at 90°. */
    private record AngleEmbedder(double rate, double matchThreshold) implements Embedder {

        @Override
        public String name() {
            return "angle";
        }

        @Override
        public String fingerprint() {
            return "angle-" + rate;
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public float[][] embed(List<AlignedFace> faces) {
            return faces.stream()
                    .map(face -> rate * face.at(0, 60, 60) * Math.PI / 2)
                    .map(angle -> new float[] {(float) Math.cos(angle), (float) Math.sin(angle)})
                    .toArray(float[][]::new);
        }

        @Override
        public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
            throw new UnsupportedOperationException("verification needs no gradient");
        }

        @Override
        public void close() {}
    }
}
