package io.facecloak.benchmarks.table;

import io.facecloak.benchmarks.table.RecipeResult.Verdict;
import io.facecloak.evaluation.IdentificationResult.ProbeRank;
import io.facecloak.evaluation.Untouched;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The probes that a recipe protects worst: found by the most judges, then with the greatest similarity. */
final class WorstPhotos {

    private WorstPhotos() {}

    /**
     * One probe.
     *
     * @param photo as {@code identity/photo}
     * @param judges how many judges find it at Top-1
     * @param of how many judges there are
     * @param similarity mean cosine to the person's nearest other photo, over the judges
     * @param reason why it stayed as it was; {@code cloaked} if it did not
     */
    record Worst(String photo, long judges, int of, double similarity, String reason) {}

    static List<Worst> of(RecipeResult result, int count) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (Map.Entry<String, Untouched> photo : result.untouched()) {
            reasons.put(photo.getKey(), photo.getValue().name());
        }
        Map<String, List<ProbeRank>> ranks = new LinkedHashMap<>();
        for (Verdict verdict : result.verdicts()) {
            for (ProbeRank rank : verdict.guarded().get(Protecting.DEFAULT).ranks()) {
                ranks.computeIfAbsent(rank.identity() + "/" + rank.photo(), photo -> new ArrayList<>())
                        .add(rank);
            }
        }
        return ranks.entrySet().stream()
                .map(photo -> worst(photo.getKey(), photo.getValue(), reasons))
                .sorted(Comparator.comparingLong(Worst::judges)
                        .thenComparingDouble(Worst::similarity)
                        .reversed())
                .limit(count)
                .toList();
    }

    private static Worst worst(String photo, List<ProbeRank> ranks, Map<String, String> reasons) {
        return new Worst(
                photo,
                ranks.stream().filter(rank -> rank.rank() == 1).count(),
                ranks.size(),
                ranks.stream().mapToDouble(ProbeRank::similarity).average().orElse(Double.NaN),
                reasons.getOrDefault(photo, "cloaked"));
    }
}
