package io.facecloak.internal.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.optimize.Anchors;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.optimize.Refinement;
import io.facecloak.testing.SmoothEmbedder;
import io.facecloak.transform.AlignmentJitter;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceRefinerTest {

    private static final int SIZE = 32;
    private static final int PLANE = SIZE * SIZE;
    private static final int SAMPLES = AlignedFace.CHANNELS * PLANE;
    private static final Refinement SETTINGS = new Refinement(8 / 255f, 12, 2 / 255f, AlignmentJitter.DEFAULT);

    private final AlignedFace face = face(1);
    private final float[] budget = unevenBudget();
    private final List<SmoothEmbedder> recognisers =
            List.of(new SmoothEmbedder("first", 16, 11), new SmoothEmbedder("second", 16, 12));
    private final List<Surrogate> surrogates = recognisers.stream()
            .map(recogniser -> new Surrogate(recogniser, awayFrom(recogniser.embed(face))))
            .toList();

    @Test
    void everySurrogateSeesSomebodyLessAlike() {
        AlignedFace refined = face.plus(refine(new float[SAMPLES], false, 1));

        for (SmoothEmbedder recogniser : recognisers) {
            double after = Embedding.similarity(recogniser.embed(face), recogniser.embed(refined));
            assertTrue(after < 0.9, recogniser.name() + " sees " + after);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noSampleLeavesItsBudget(boolean gray) {
        float[] start = new float[SAMPLES];
        Arrays.fill(start, 100 / 255f);

        float[] refined = refine(start, gray, 1);

        boolean used = false;
        for (int i = 0; i < SAMPLES; i++) {
            assertTrue(Math.abs(refined[i]) <= budget[i], "sample " + i + " is " + refined[i]);
            used |= budget[i] > 0 && Math.abs(refined[i]) == budget[i];
        }
        assertTrue(used, "some sample uses its whole budget");
    }

    @Test
    void coloursMoveTogetherInAPhotoWithoutColour() {
        float[] refined = refine(new float[SAMPLES], true, 1);

        for (int i = 0; i < PLANE; i++) {
            assertEquals(refined[i], refined[PLANE + i]);
            assertEquals(refined[i], refined[2 * PLANE + i]);
        }
    }

    @Test
    void theStartCounts() {
        float[] start = refine(new float[SAMPLES], false, 1);
        Refinement oneStep = new Refinement(8 / 255f, 1, 1 / 255f, AlignmentJitter.DEFAULT);

        float[] on = new FaceRefiner(oneStep).refine(face, start, budget, surrogates, false, 1);
        float[] fresh = new FaceRefiner(oneStep).refine(face, new float[SAMPLES], budget, surrogates, false, 1);

        assertTrue(similarity(on) < similarity(fresh) - 0.05, similarity(on) + " and " + similarity(fresh));
    }

    @Test
    void equalSeedsGiveEqualResultsAndOthersDoNot() {
        assertArrayEquals(refine(new float[SAMPLES], false, 5), refine(new float[SAMPLES], false, 5));
        assertFalse(Arrays.equals(refine(new float[SAMPLES], false, 5), refine(new float[SAMPLES], false, 6)));
    }

    @Test
    void anInterruptedThreadStopsAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThrows(CancellationException.class, () -> refine(new float[SAMPLES], false, 1));

        assertTrue(Thread.interrupted());
    }

    @Test
    void whatDoesNotFitIsNamed() {
        FaceRefiner refiner = new FaceRefiner(SETTINGS);

        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> refiner.refine(face, new float[3], budget, surrogates, false, 1))
                .getMessage()
                .startsWith("start must hold 3072 values"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> refiner.refine(face, new float[SAMPLES], new float[3], surrogates, false, 1))
                .getMessage()
                .startsWith("budget must hold 3072 values"));
        assertThrows(
                IllegalArgumentException.class,
                () -> refiner.refine(face, new float[SAMPLES], budget, List.of(), false, 1));
    }

    private float[] refine(float[] start, boolean gray, long seed) {
        return new FaceRefiner(SETTINGS).refine(face, start, budget, surrogates, gray, seed);
    }

    private double similarity(float[] perturbation) {
        AlignedFace changed = face.plus(perturbation);
        return recognisers.stream()
                .mapToDouble(recogniser -> Embedding.similarity(recogniser.embed(face), recogniser.embed(changed)))
                .average()
                .orElseThrow();
    }

    private static Anchors awayFrom(float[] embedding) {
        return new Anchors(embedding, Embedding.negated(embedding));
    }

    /** Nothing in the upper quarter, half in the second, all below; the same for all colours. */
    private static float[] unevenBudget() {
        float[] budget = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            int quarter = 4 * (i % PLANE) / PLANE;
            budget[i] = Math.min(2, quarter) * 4 / 255f;
        }
        return budget;
    }

    private static AlignedFace face(long seed) {
        Random random = new Random(seed);
        float[] planes = new float[SAMPLES];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = 0.3f + 0.4f * random.nextFloat();
        }
        return AlignedFace.of(SIZE, planes);
    }
}
