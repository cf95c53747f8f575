package io.facecloak.app.cli;

import io.facecloak.app.Strength;
import io.facecloak.apply.ProtectionOptions;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a cloak is laid on photos: refined on each photo's own faces, or as it is. */
final class RefinementOptions {

    private static final class Choice {

        @Option(
                names = "--strength",
                paramLabel = "HOW",
                description =
                        "How far the cloak is refined on each photo's own faces, which takes a second or more per face: faint,"
                                + " balanced (default), or strong, which can be seen in a close-up.",
                converter = StrengthConverter.class)
        private Strength strength;

        @Option(
                names = "--no-refine",
                description = "Lay the cloak on as it was learnt: milliseconds per face, but much less protection.")
        private boolean noRefine;
    }

    /** Null if neither is given. */
    @ArgGroup
    private Choice choice;

    /** What was chosen; empty: not refined. */
    Optional<Strength> strength() {
        return choice == null ? Optional.of(Strength.BALANCED) : Optional.ofNullable(choice.strength);
    }

    /** What was chosen, as people type it; null: not refined. */
    String typed() {
        return strength().map(Strength::typed).orElse(null);
    }

    /** Options of the library with what was chosen. */
    ProtectionOptions in(ProtectionOptions options) {
        return strength()
                .map(chosen -> options.withRefinement(chosen.refinement()))
                .orElse(options.withoutRefinement());
    }
}
