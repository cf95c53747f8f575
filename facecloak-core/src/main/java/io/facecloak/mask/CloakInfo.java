package io.facecloak.mask;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How a cloak was learnt, for the record: enough to tell cloaks apart and to learn the same one again.
 *
 * @param libraryVersion of FaceCloak
 * @param created to the millisecond (finer parts are dropped)
 * @param budget ε: the largest change of a sample, in units of [0, 1] pixel values
 * @param raisedBudget ε': the same where a focus mask applies (paper, Eq. 5 and 7)
 * @param stepSize α of one step, in the same units (paper, Eq. 9)
 * @param iterations T of the optimisation
 * @param portraits N of synthetic portraits
 * @param updateRule such as {@code AVERAGED}
 * @param surrogates names of the recognisers it was learnt on
 * @param synthesizer name of the portraits' generator
 * @param focusMasks names of the focus masks
 * @param randomSeed of every random draw
 * @param notes anything else, such as other options; sorted by key
 */
public record CloakInfo(
        String libraryVersion,
        Instant created,
        double budget,
        double raisedBudget,
        double stepSize,
        int iterations,
        int portraits,
        String updateRule,
        List<String> surrogates,
        String synthesizer,
        List<String> focusMasks,
        long randomSeed,
        Map<String, String> notes) {

    public CloakInfo {
        Objects.requireNonNull(libraryVersion, "libraryVersion");
        created = created.truncatedTo(ChronoUnit.MILLIS);
        requireShare("budget", budget);
        requireShare("raisedBudget", raisedBudget);
        requireShare("stepSize", stepSize);
        requireCount("iterations", iterations);
        requireCount("portraits", portraits);
        Objects.requireNonNull(updateRule, "updateRule");
        surrogates = List.copyOf(Objects.requireNonNull(surrogates, "surrogates"));
        Objects.requireNonNull(synthesizer, "synthesizer");
        focusMasks = List.copyOf(Objects.requireNonNull(focusMasks, "focusMasks"));
        notes = Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNull(notes, "notes")));
        notes.forEach((key, value) -> Objects.requireNonNull(value, () -> "value of note " + key));
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1], but is " + value);
        }
    }

    private static void requireCount(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
    }
}
