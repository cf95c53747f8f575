package io.facecloak.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The paper's 1:1 verification (section IV-A1): two photos count as one person when their similarity reaches a threshold, which is set so
 * that strangers rarely do (the false accept rate, FAR). A protected photo that is compared with a clean photo of the same person is
 * protected when the similarity stays below. Immutable and thread-safe.
 */
public final class Verification {

    private final double threshold;

    /** @param threshold cosine similarity from which a pair is accepted */
    public Verification(double threshold) {
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("threshold must be a number, but is " + threshold);
        }
        this.threshold = threshold;
    }

    /**
     * The most permissive threshold whose share of accepted impostor pairs does not exceed {@code far}.
     *
     * @param impostors cosine similarities of pairs of different people, not changed; at least 1/far of them, or the rate could not be
     *     measured
     * @param far false accept rate in (0, 1), customarily 0.01 or 0.001
     */
    public static Verification atFalseAcceptRate(double far, double[] impostors) {
        if (!(far > 0 && far < 1)) {
            throw new IllegalArgumentException("far must be in (0, 1), but is " + far);
        }
        double[] sorted = impostors.clone();
        Arrays.sort(sorted);
        // The tolerance keeps 0.001 * 1000 from being 0.
        int accepted = (int) Math.floor(far * sorted.length + 1e-9);
        if (accepted < 1) {
            throw new IllegalArgumentException("far " + far + " needs at least " + (long) Math.ceil(1 / far)
                    + " impostor pairs, but there are " + sorted.length);
        }
        // NaN sorts last.
        if (Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("impostors must be numbers, but hold NaN");
        }
        return new Verification(Math.nextUp(sorted[sorted.length - 1 - accepted]));
    }

    /**
     * Similarities of pairs of different people: all pairs if there are at most {@code limit}, else {@code limit} pairs drawn with
     * replacement.
     *
     * @throws IllegalArgumentException if {@code limit} is not positive or the photos are not of at least two people
     */
    public static double[] impostorSimilarities(List<LabelledEmbedding> photos, int limit, RandomGenerator random) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
        }
        if (photos.stream().map(LabelledEmbedding::identity).distinct().count() < 2) {
            throw new IllegalArgumentException("photos must be of at least two people");
        }
        long pairs = (long) photos.size() * (photos.size() - 1) / 2;
        return pairs <= limit ? allImpostors(photos) : drawnImpostors(photos, limit, random);
    }

    private static double[] allImpostors(List<LabelledEmbedding> photos) {
        List<Double> similarities = new ArrayList<>();
        for (int i = 0; i < photos.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!photos.get(i).identity().equals(photos.get(j).identity())) {
                    similarities.add(photos.get(i).similarity(photos.get(j)));
                }
            }
        }
        return similarities.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] drawnImpostors(List<LabelledEmbedding> photos, int count, RandomGenerator random) {
        double[] similarities = new double[count];
        int drawn = 0;
        while (drawn < count) {
            LabelledEmbedding a = photos.get(random.nextInt(photos.size()));
            LabelledEmbedding b = photos.get(random.nextInt(photos.size()));
            if (!a.identity().equals(b.identity())) {
                similarities[drawn++] = a.similarity(b);
            }
        }
        return similarities;
    }

    /** Cosine similarity from which a pair is accepted. */
    public double threshold() {
        return threshold;
    }

    /** Whether two photos of this similarity count as one person. */
    public boolean accepts(double similarity) {
        return similarity >= threshold;
    }

    /**
     * The protection over all genuine pairs: every probe with every other clean photo of its person. A pair is protected when it is not
     * accepted.
     *
     * @throws IllegalArgumentException if a probe has no other clean photo of its identity or dimensions differ
     */
    public ProtectionRate evaluate(List<LabelledEmbedding> probes, List<LabelledEmbedding> cleanPhotos) {
        return evaluate(probes, cleanPhotos, Set.of());
    }

    /**
     * As {@link #evaluate(List, List)}, but all pairs of some probes count as accepted: nothing protects them, so a recogniser's own errors
     * must not count as protection.
     *
     * @param found may hold photos that are not among {@code probes}, because nobody found their faces
     */
    ProtectionRate evaluate(
            List<LabelledEmbedding> probes, List<LabelledEmbedding> cleanPhotos, Collection<FacePhoto> found) {
        Map<String, FacePhoto> left = new LinkedHashMap<>();
        found.forEach(photo -> left.put(photo.toString(), photo));
        List<ProtectionRate.Outcome> outcomes = new ArrayList<>();
        for (LabelledEmbedding probe : probes) {
            boolean isFound = left.remove(probe.toString()) != null;
            int before = outcomes.size();
            cleanPhotos.stream()
                    .filter(probe::isOtherPhotoOfSamePerson)
                    .map(photo ->
                            new ProtectionRate.Outcome(probe.identity(), !isFound && !accepts(probe.similarity(photo))))
                    .forEach(outcomes::add);
            if (outcomes.size() == before) {
                throw new IllegalArgumentException("no other clean photo of the person for probe " + probe);
            }
        }
        for (FacePhoto unseen : left.values()) {
            cleanPhotos.stream()
                    .filter(photo -> photo.identity().equals(unseen.identity()))
                    .map(photo -> new ProtectionRate.Outcome(unseen.identity(), false))
                    .forEach(outcomes::add);
        }
        return new ProtectionRate(outcomes);
    }
}
