package io.facecloak.app;

import io.facecloak.optimize.Refinement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How far a cloak is refined on each photo, under the names that people choose from. */
public enum Strength {
    FAINT(Refinement.FAINT),
    BALANCED(Refinement.BALANCED),
    STRONG(Refinement.STRONG);

    private final Refinement refinement;

    Strength(Refinement refinement) {
        this.refinement = refinement;
    }

    public Refinement refinement() {
        return refinement;
    }

    /** As people type it: lower case. */
    public String typed() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By the name that people type, in any case. */
    public static Optional<Strength> of(String typed) {
        return Arrays.stream(values())
                .filter(strength -> strength.name().equalsIgnoreCase(typed))
                .findFirst();
    }

    /** All names, separated by commas. */
    public static String names() {
        return Arrays.stream(values()).map(Strength::typed).collect(Collectors.joining(", "));
    }
}
