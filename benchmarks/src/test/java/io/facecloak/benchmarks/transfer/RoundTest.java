package io.facecloak.benchmarks.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.model.Embedder;
import io.facecloak.testing.SmoothEmbedder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundTest {

    private final List<Embedder> embedders = Stream.of("a", "b", "c", "d")
            .<Embedder>map(name -> new SmoothEmbedder(name, 4, 1))
            .toList();

    @Test
    void withoutChoiceEachIsLeftOutInTurn() {
        List<Round> rounds = Round.of(embedders, List.of(), List.of());

        assertEquals(List.of("[a]|[b, c, d]", "[b]|[a, c, d]", "[c]|[a, b, d]", "[d]|[a, b, c]"), texts(rounds));
        assertEquals("a", rounds.get(0).label(embedders.get(0)));
    }

    @Test
    void judgesAloneMakeOneRoundAndAreNeverLearntOn() {
        List<Round> rounds = Round.of(embedders, List.of(), List.of("d", "b"));

        assertEquals(List.of("[b, d]|[a, c]"), texts(rounds));
        assertEquals("d", rounds.get(0).label(embedders.get(3)));
    }

    @Test
    void judgesJoinEveryRoundUnderALabelOfItsOwn() {
        List<Round> rounds = Round.of(embedders, List.of("a", "c"), List.of("d"));

        assertEquals(List.of("[a, d]|[b, c]", "[c, d]|[a, b]"), texts(rounds));
        assertEquals("a", rounds.get(0).label(embedders.get(0)));
        assertEquals("d without a", rounds.get(0).label(embedders.get(3)));
        assertEquals("d without c", rounds.get(1).label(embedders.get(3)));
    }

    @Test
    void unknownNamesAndNoSurrogatesAreRefused() {
        IllegalArgumentException unknown =
                assertThrows(IllegalArgumentException.class, () -> Round.of(embedders, List.of(), List.of("e")));
        IllegalArgumentException none = assertThrows(
                IllegalArgumentException.class, () -> Round.of(embedders, List.of("a"), List.of("b", "c", "d")));

        assertTrue(unknown.getMessage().contains("called e"), unknown.getMessage());
        assertTrue(none.getMessage().contains("left to learn on"), none.getMessage());
    }

    private static List<String> texts(List<Round> rounds) {
        return rounds.stream()
                .map(round -> names(round.judges()) + "|" + names(round.surrogates()))
                .toList();
    }

    private static List<String> names(List<Embedder> embedders) {
        return embedders.stream().map(Embedder::name).toList();
    }
}
