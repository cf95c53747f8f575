package io.facecloak.app.cli;

import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.FolderSummary;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.image.PhotoNote;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What became of photos, for people. */
final class ApplySummary {

    private final Console console;

    ApplySummary(Console console) {
        this.console = console;
    }

    /** Everything worth knowing on a run; the numbers last, so that they do not scroll away. */
    void print(FolderSummary summary, List<PhotoOutcome> outcomes) {
        notes(outcomes);
        list(
                "Not protected, other people only:",
                outcomes,
                outcome -> outcome.status() == Status.OTHER_PERSON && !outcome.needsLook());
        list("Failed:", outcomes, outcome -> outcome.status() == Status.FAILED);
        list("Please look at these, the person may be in them unprotected:", outcomes, PhotoOutcome::needsLook);
        numbers(summary);
    }

    /** How many photos came out how. */
    void numbers(FolderSummary summary) {
        for (Status status : Status.values()) {
            int count = summary.count(status);
            if (count > 0) {
                console.line("%6d %s", count, meaning(status));
            }
        }
        if (summary.total() == 0) {
            console.line("no file found");
        }
    }

    /** What became of one photo, with what its copy lacks. */
    static String line(PhotoOutcome outcome) {
        String lacks = outcome.notes().isEmpty() ? "" : "; " + sentences(outcome);
        return outcomeOf(outcome) + lacks;
    }

    /** Of the face that comes closest to the person. */
    static OptionalDouble closest(PhotoOutcome outcome) {
        return outcome.faces().stream()
                .filter(face -> outcome.status() != Status.PERHAPS_PERSON || face.decision() == Decision.PERHAPS_PERSON)
                .flatMapToDouble(face -> face.similarity().stream())
                .max();
    }

    private void notes(List<PhotoOutcome> outcomes) {
        List<PhotoOutcome> noted =
                outcomes.stream().filter(outcome -> !outcome.notes().isEmpty()).toList();
        if (noted.isEmpty()) {
            return;
        }
        console.line("Left out of the copies, or changed in them:");
        for (PhotoOutcome outcome : noted) {
            console.line("  %s: %s", outcome.target(), sentences(outcome));
        }
    }

    private static String sentences(PhotoOutcome outcome) {
        return outcome.notes().stream().map(PhotoNote::sentence).collect(Collectors.joining("; "));
    }

    private void list(String heading, List<PhotoOutcome> outcomes, Predicate<PhotoOutcome> wanted) {
        List<PhotoOutcome> listed = outcomes.stream().filter(wanted).toList();
        if (listed.isEmpty()) {
            return;
        }
        console.line("%s", heading);
        for (PhotoOutcome outcome : listed) {
            console.line("  %s", outcomeOf(outcome));
        }
    }

    private static String outcomeOf(PhotoOutcome outcome) {
        if (!outcome.problem().isEmpty()) {
            return outcome.problem();
        }
        String reason =
                switch (outcome.status()) {
                    case PERHAPS_PERSON ->
                        String.format(
                                Locale.ROOT,
                                "perhaps the person (similarity %.2f)",
                                closest(outcome).orElseThrow());
                    case NO_FACE -> outcome.faces().isEmpty() ? "no face found" : "no face large enough";
                    case OTHER_PERSON -> "somebody else";
                    default -> "cloaked";
                };
        String crowd = outcome.tooMany() == 0 ? "" : "; " + outcome.tooMany() + " smaller faces were not looked at";
        String copied =
                outcome.status() != Status.PROTECTED && outcome.rewritten().isPresent() ? "; copied" : "";
        return outcome.source() + ": " + reason + crowd + copied;
    }

    private static String meaning(Status status) {
        return switch (status) {
            case PROTECTED -> "cloaked";
            case PERHAPS_PERSON -> "not cloaked: perhaps the person";
            case OTHER_PERSON -> "not cloaked: somebody else";
            case NO_FACE -> "not cloaked: no face found";
            case EXISTING -> "done before; --overwrite makes them anew";
            case MARKED -> "left out: marked as cloaked already";
            case NO_PHOTO -> "left out: no photos";
            case FAILED -> "failed";
            case CANCELLED -> "not reached; run the same command again to go on";
        };
    }
}
