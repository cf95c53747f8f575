package io.facecloak.benchmarks.transfer;

import io.facecloak.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Cloaks learnt on the same surrogates, and who judges them.
 *
 * @param leftOut the recogniser that would else be a surrogate, where recognisers are left out in turn
 * @param judges all that judge, the one left out first
 */
public record Round(Optional<Embedder> leftOut, List<Embedder> judges, List<Embedder> surrogates) {

    /**
     * One round per recogniser that is left out, or a single one where none is, because there are judges.
     *
     * @param leaveOut names of recognisers to leave out in turn; none: each, or none if there are judges
     * @param judges names of recognisers that judge in every round and are never surrogates
     * @throws IllegalArgumentException if there is no recogniser of such a name, or none is left to learn on
     */
    public static List<Round> of(List<Embedder> embedders, List<String> leaveOut, List<String> judges) {
        List<String> names = embedders.stream().map(Embedder::name).toList();
        Stream.concat(leaveOut.stream(), judges.stream())
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("no recogniser is called " + name + "; there are " + names);
                });
        List<Embedder> always =
                embedders.stream().filter(e -> judges.contains(e.name())).toList();
        List<Embedder> others =
                embedders.stream().filter(e -> !always.contains(e)).toList();
        List<Round> rounds = new ArrayList<>();
        for (Embedder left : others) {
            if (leaveOut.isEmpty() ? always.isEmpty() : leaveOut.contains(left.name())) {
                rounds.add(new Round(
                        Optional.of(left),
                        Stream.concat(Stream.of(left), always.stream()).toList(),
                        others.stream().filter(e -> e != left).toList()));
            }
        }
        if (rounds.isEmpty()) {
            rounds.add(new Round(Optional.empty(), always, others));
        }
        if (rounds.stream().anyMatch(round -> round.surrogates().isEmpty())) {
            throw new IllegalArgumentException("no recogniser is left to learn on; there are " + names);
        }
        return rounds;
    }

    /** A judge's name; with the recogniser that was left out where that is another. */
    String label(Embedder judge) {
        return leftOut.filter(left -> left != judge)
                .map(left -> judge.name() + " without " + left.name())
                .orElse(judge.name());
    }
}
