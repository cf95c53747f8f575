package io.facecloak.evaluation;

import java.util.List;

/**
 * The outcome of an {@link Identification}. Immutable and thread-safe.
 *
 * @param ranks one per probe
 */
public record IdentificationResult(List<ProbeRank> ranks) {

    /**
     * @param identity the probe's person
     * @param photo the probe's photo
     * @param rank place of the most similar other photo of the person in the sorted gallery, from 1
     * @param similarity cosine similarity of that photo
     */
    public record ProbeRank(String identity, String photo, int rank, double similarity) {}

    public IdentificationResult {
        ranks = List.copyOf(ranks);
    }

    /**
     * Protection at Top-n: a probe counts as protected when the rank of the best own photo is beyond n.
     *
     * @param n how many of the most similar gallery items an attacker looks at, at least 1
     * @throws IllegalArgumentException if {@code n} is not positive
     */
    public ProtectionRate top(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1, but is " + n);
        }
        return new ProtectionRate(ranks.stream()
                .map(probe -> new ProtectionRate.Outcome(probe.identity(), probe.rank() > n))
                .toList());
    }
}
