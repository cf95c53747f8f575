package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.testing.RoughEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Embeddings are unit vectors in the plane, given by their angle in degrees: similar means close in angle. */
class IdentificationTest {

    @Test
    void ranksTheBestOtherPhotoOfThePersonAmongTheDistractors() {
        // Own photos at 30° and 50° from the probe; three strangers are closer than 30°, one lies between.
        Identification identification =
                new Identification(List.of(photo("ann", "1", 0), photo("ann", "2", 30), photo("ann", "3", -50)));
        IdentificationResult result =
                identification.evaluate(List.of(photo("ann", "1", 0)), angles(10, -20, 25, 40, 120));
        IdentificationResult.ProbeRank probe = result.ranks().get(0);
        assertEquals(4, probe.rank());
        assertEquals(Math.cos(Math.toRadians(30)), probe.similarity(), 1e-6);
        assertEquals(1, result.top(1).psr());
        assertEquals(1, result.top(3).psr());
        assertEquals(0, result.top(4).psr());
    }

    @Test
    void theProbesOwnOriginalIsNotInItsGallery() {
        Identification identification = new Identification(List.of(photo("ann", "1", 5), photo("ann", "2", 90)));
        IdentificationResult result = identification.evaluate(List.of(photo("ann", "1", 0)), angles(45));
        assertEquals(2, result.ranks().get(0).rank());
    }

    @Test
    void photosOfOtherProbedPeopleAreNotInTheGallery() {
        Identification identification = new Identification(
                List.of(photo("ann", "1", 0), photo("ann", "2", 40), photo("bob", "1", 1), photo("bob", "2", 2)));
        IdentificationResult result = identification.evaluate(List.of(photo("ann", "1", 0)), angles(170));
        assertEquals(1, result.ranks().get(0).rank());
    }

    @Test
    void tiesCountAgainstTheProtection() {
        Identification identification = new Identification(List.of(photo("ann", "1", 0), photo("ann", "2", 30)));
        IdentificationResult result =
                identification.evaluate(List.of(photo("ann", "1", 0)), Collections.nCopies(7, angle(30)));
        assertEquals(1, result.ranks().get(0).rank());
        assertEquals(0, result.top(1).psr());
    }

    @Test
    void countsDistractorsBeyondOneBlockOnce() {
        List<float[]> strangers = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            strangers.add(angle(i % 2 == 0 ? 10 : 80));
        }
        Identification identification = new Identification(List.of(photo("ann", "1", 0), photo("ann", "2", 45)));
        assertEquals(
                2501,
                identification
                        .evaluate(List.of(photo("ann", "1", 0)), strangers)
                        .ranks()
                        .get(0)
                        .rank());
    }

    @Test
    void closeCallsDoNotDependOnTheArrayEngine() {
        List<float[]> strangers = new ArrayList<>();
        int closer = 0;
        for (int i = -50; i <= 50; i++) {
            strangers.add(angle(30 + i * 4e-6));
        }
        LabelledEmbedding probe = photo("ann", "1", 0);
        LabelledEmbedding own = photo("ann", "2", 30);
        for (float[] stranger : strangers) {
            closer += probe.similarity(stranger) > probe.similarity(own) ? 1 : 0;
        }
        assertTrue(closer > 0 && closer < strangers.size(), closer + " closer");
        for (int seed = 0; seed < 10; seed++) {
            RoughEngine rough = new RoughEngine(seed);
            IdentificationResult result =
                    new Identification(List.of(probe, own), () -> rough).evaluate(List.of(probe), strangers);
            assertEquals(closer + 1, result.ranks().get(0).rank());
        }
    }

    @Test
    void noProbesHaveNoRanks() {
        assertEquals(
                List.of(),
                new Identification(List.of()).evaluate(List.of(), angles(1, 2)).ranks());
    }

    @Test
    void ratesAreGivenInAllAndPerIdentity() {
        Identification identification = new Identification(
                List.of(photo("ann", "1", 0), photo("ann", "2", 10), photo("bob", "1", 180), photo("bob", "2", 190)));
        IdentificationResult result = identification.evaluate(
                List.of(photo("ann", "1", 0), photo("ann", "2", 80), photo("bob", "1", 180), photo("bob", "2", 185)),
                angles(78));
        assertEquals(0.25, result.top(1).psr());
        assertEquals(Map.of("ann", 0.5, "bob", 0.0), result.top(1).psrByIdentity());
        assertEquals(0, result.top(2).psr());
    }

    @Test
    void anEmptyGalleryIdentifiesEverybody() {
        Identification identification = new Identification(List.of(photo("ann", "1", 0), photo("ann", "2", 179)));
        assertEquals(
                0,
                identification
                        .evaluate(List.of(photo("ann", "1", 0)), List.of())
                        .top(1)
                        .psr());
    }

    @Test
    void refusesWhatWouldGiveAWrongFigure() {
        Identification identification = new Identification(List.of(photo("ann", "1", 0), photo("ann", "2", 10)));
        List<LabelledEmbedding> stranger = List.of(photo("cid", "1", 0));
        assertThrows(IllegalArgumentException.class, () -> identification.evaluate(stranger, List.of()));
        List<LabelledEmbedding> probe = List.of(photo("ann", "1", 0));
        List<float[]> nan = List.of(new float[] {Float.NaN, 0});
        assertThrows(IllegalArgumentException.class, () -> identification.evaluate(probe, nan));
        List<float[]> otherDimension = List.of(new float[] {1, 0, 0});
        assertThrows(IllegalArgumentException.class, () -> identification.evaluate(probe, otherDimension));
        assertThrows(IllegalArgumentException.class, () -> new LabelledEmbedding("ann", "1", new float[] {Float.NaN}));
        IdentificationResult result = identification.evaluate(probe, List.of());
        assertThrows(IllegalArgumentException.class, () -> result.top(0));
    }

    @Test
    void bootstrapResamplesWholeIdentities() {
        List<ProtectionRate.Outcome> outcomes = new ArrayList<>();
        for (int identity = 0; identity < 40; identity++) {
            for (int probe = 0; probe < 5; probe++) {
                outcomes.add(new ProtectionRate.Outcome("p" + identity, identity % 2 == 0));
            }
        }
        ProtectionRate rate = new ProtectionRate(outcomes);
        ProtectionRate.Interval interval = rate.interval(0.95, 4000, new SplittableRandom(1));
        // 40 independent people at 50 %: 0.5 ± 1.96 * sqrt(0.25 / 40) = 0.5 ± 0.155; 200 independent probes would give
        // ± 0.069.
        assertEquals(0.345, interval.low(), 0.026);
        assertEquals(0.655, interval.high(), 0.026);
        assertEquals(interval, rate.interval(0.95, 4000, new SplittableRandom(1)));
        ProtectionRate.Interval wider = rate.interval(0.99, 4000, new SplittableRandom(1));
        assertTrue(wider.low() < interval.low() && wider.high() > interval.high());
    }

    @Test
    void bootstrapOfACertainOutcomeIsAPoint() {
        ProtectionRate rate = new ProtectionRate(
                List.of(new ProtectionRate.Outcome("ann", true), new ProtectionRate.Outcome("bob", true)));
        assertEquals(new ProtectionRate.Interval(1, 1), rate.interval(0.9, 10, new SplittableRandom(1)));
        assertThrows(IllegalArgumentException.class, () -> rate.interval(1, 10, new SplittableRandom(1)));
        assertThrows(IllegalArgumentException.class, () -> rate.interval(0.9, 0, new SplittableRandom(1)));
        ProtectionRate none = new ProtectionRate(List.of());
        assertThrows(IllegalStateException.class, () -> none.interval(0.9, 10, new SplittableRandom(1)));
        assertFalse(none.psr() >= 0);
    }

    @Test
    void theMeanOverRecognisersResamplesTheSamePeopleForAll() {
        List<ProtectionRate.Outcome> outcomes = new ArrayList<>();
        List<ProtectionRate.Outcome> opposite = new ArrayList<>();
        for (int identity = 0; identity < 40; identity++) {
            outcomes.add(new ProtectionRate.Outcome("p" + identity, identity % 2 == 0));
            opposite.add(new ProtectionRate.Outcome("p" + identity, identity % 2 == 1));
        }
        ProtectionRate rate = new ProtectionRate(outcomes);
        ProtectionRate mirrored = new ProtectionRate(opposite);

        // Where one recogniser fails, the other does not: the mean is certain, though neither rate is.
        ProtectionRate.Estimate mean = ProtectionRate.meanEstimate(List.of(rate, mirrored));
        assertEquals(0.5, mean.psr(), 1e-12);
        assertEquals(0.5, mean.interval().low(), 1e-12);
        assertEquals(0.5, mean.interval().high(), 1e-12);
        // Recognisers that agree tell no more than one of them.
        assertEquals(rate.estimate(), ProtectionRate.meanEstimate(List.of(rate, rate)));
        assertTrue(rate.estimate().interval().high() > 0.6);

        ProtectionRate others = new ProtectionRate(List.of(new ProtectionRate.Outcome("ann", true)));
        assertThrows(IllegalArgumentException.class, () -> ProtectionRate.meanEstimate(List.of(rate, others)));
        assertThrows(IllegalStateException.class, () -> ProtectionRate.meanEstimate(List.of()));
    }

    static LabelledEmbedding photo(String identity, String photo, double degrees) {
        return new LabelledEmbedding(identity, photo, angle(degrees));
    }

    private static List<float[]> angles(double... degrees) {
        List<float[]> vectors = new ArrayList<>();
        for (double angle : degrees) {
            vectors.add(angle(angle));
        }
        return vectors;
    }

    private static float[] angle(double degrees) {
        double radians = Math.toRadians(degrees);
        return new float[] {(float) Math.cos(radians), (float) Math.sin(radians)};
    }
}
