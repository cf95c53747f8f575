package io.facecloak.evaluation;

import static io.facecloak.evaluation.IdentificationTest.photo;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerificationTest {

    /** 0.000, 0.001, ... 0.999 in a shuffled order. */
    private static final double[] THOUSAND = IntStream.range(0, 1000)
            .mapToDouble(i -> (i * 7919 % 1000) / 1000.0)
            .toArray();

    @Test
    void thresholdAcceptsExactlyTheAllowedShareOfImpostors() {
        for (double far : new double[] {0.1, 0.01, 0.001}) {
            Verification verification = Verification.atFalseAcceptRate(far, THOUSAND);
            long accepted =
                    Arrays.stream(THOUSAND).filter(verification::accepts).count();
            assertEquals(Math.round(far * 1000), accepted);
        }
        assertEquals(0.989, Verification.atFalseAcceptRate(0.01, THOUSAND).threshold(), 1e-9);
    }

    @Test
    void tiedImpostorsNeverExceedTheRate() {
        double[] tied = new double[100];
        Arrays.fill(tied, 0, 50, 0.4);
        Verification verification = Verification.atFalseAcceptRate(0.1, tied);
        assertFalse(verification.accepts(0.4));
        assertTrue(verification.accepts(0.400001));
    }

    @Test
    void countsGenuinePairsBelowTheThreshold() {
        List<LabelledEmbedding> clean = List.of(
                photo("ann", "1", 0),
                photo("ann", "2", 20),
                photo("ann", "3", 70),
                photo("bob", "1", 180),
                photo("bob", "2", 200));
        // Ann's probe is 20° and 70° from her others, Bob's 20°; the threshold is 60°.
        ProtectionRate rate =
                new Verification(0.5).evaluate(List.of(photo("ann", "1", 0), photo("bob", "1", 180)), clean);
        assertEquals(1.0 / 3, rate.psr(), 1e-12);
        assertEquals(Map.of("ann", 0.5, "bob", 0.0), rate.psrByIdentity());
    }

    @Test
    void aPairAtTheThresholdIsAccepted() {
        LabelledEmbedding a = photo("ann", "1", 0);
        LabelledEmbedding b = photo("ann", "2", 60);
        assertEquals(
                0,
                new Verification(a.similarity(b))
                        .evaluate(List.of(a), List.of(a, b))
                        .psr());
        assertEquals(
                1,
                new Verification(Math.nextUp(a.similarity(b)))
                        .evaluate(List.of(a), List.of(a, b))
                        .psr());
    }

    @Test
    void impostorsAreAllPairsOfDifferentPeopleOrASampleOfThem() {
        List<LabelledEmbedding> photos =
                List.of(photo("ann", "1", 0), photo("ann", "2", 1), photo("bob", "1", 60), photo("cid", "1", 90));
        double[] all = Verification.impostorSimilarities(photos, 6, new SplittableRandom(1));
        Arrays.sort(all);
        double[] expected = {cos(90), cos(89), cos(60), cos(59), cos(30)};
        assertArrayEquals(expected, all, 1e-6);
        double[] drawn = Verification.impostorSimilarities(photos, 5, new SplittableRandom(1));
        assertEquals(5, drawn.length);
        for (double similarity : drawn) {
            assertTrue(Arrays.stream(expected).anyMatch(known -> Math.abs(known - similarity) < 1e-6));
        }
        assertArrayEquals(drawn, Verification.impostorSimilarities(photos, 5, new SplittableRandom(1)));
    }

    @Test
    void refusesWhatItCannotMeasure() {
        assertThrows(IllegalArgumentException.class, () -> Verification.atFalseAcceptRate(0, THOUSAND));
        assertThrows(IllegalArgumentException.class, () -> Verification.atFalseAcceptRate(1, THOUSAND));
        IllegalArgumentException tooFew = assertThrows(
                IllegalArgumentException.class, () -> Verification.atFalseAcceptRate(0.001, new double[999]));
        assertTrue(tooFew.getMessage().contains("1000"), tooFew.getMessage());
        double[] nan = THOUSAND.clone();
        nan[5] = Double.NaN;
        assertThrows(IllegalArgumentException.class, () -> Verification.atFalseAcceptRate(0.01, nan));
        assertThrows(IllegalArgumentException.class, () -> new Verification(Double.NaN));
        List<LabelledEmbedding> ann = List.of(photo("ann", "1", 0), photo("ann", "2", 1));
        SplittableRandom random = new SplittableRandom(1);
        assertThrows(IllegalArgumentException.class, () -> Verification.impostorSimilarities(ann, 9, random));
        assertThrows(IllegalArgumentException.class, () -> new Verification(0.5)
                .evaluate(List.of(photo("bob", "1", 0)), ann));
    }

    private static double cos(double degrees) {
        return Math.cos(Math.toRadians(degrees));
    }
}
