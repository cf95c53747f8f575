package io.facecloak.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The outcome of an {@link Identification}. Immutable and thread-safe.
 *
 * @param ranks one per probe
 */
public record IdentificationResult(List<ProbeRank> ranks) {

    /**
     * @param identity the probe's person
     * @param photo the probe's photo
     * @param rank place of the most similar other photo of the person in the sorted gallery, from 1; 1 for a probe that counts as found
     *     whatever the recogniser says
     * @param similarity cosine similarity of that photo; NaN for a probe that was not compared
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

    /**
     * The same, but with these probes counted as found: nothing protects them, so a recogniser's own errors must not count as protection.
     * Those that were not ranked, because nobody found their faces, are added at the end.
     */
    public IdentificationResult withFound(Collection<FacePhoto> found) {
        Set<String> names = found.stream().map(FacePhoto::toString).collect(Collectors.toSet());
        List<ProbeRank> all = new ArrayList<>();
        for (ProbeRank probe : ranks) {
            boolean isFound = names.remove(probe.identity() + "/" + probe.photo());
            all.add(isFound ? new ProbeRank(probe.identity(), probe.photo(), 1, probe.similarity()) : probe);
        }
        found.stream()
                .filter(photo -> names.contains(photo.toString()))
                .map(photo -> new ProbeRank(photo.identity(), photo.name(), 1, Double.NaN))
                .forEach(all::add);
        return new IdentificationResult(all);
    }
}
