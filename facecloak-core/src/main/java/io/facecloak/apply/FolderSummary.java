package io.facecloak.apply;

import io.facecloak.apply.PhotoOutcome.Status;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How many files of a {@link io.facecloak.FolderProtection} came out how.
 *
 * @param counts files per status; none is missing, and all are at least 0
 * @param needingLook how many photos somebody should look at ({@link PhotoOutcome#needsLook})
 */
public record FolderSummary(Map<Status, Integer> counts, int needingLook) {

    public FolderSummary {
        counts = Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNull(counts, "counts")));
    }

    public int count(Status status) {
        return counts.getOrDefault(status, 0);
    }

    /** All files. */
    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Whether every photo that may show the person has its protected copy: none failed, none was left out by a cancellation, and none
     * {@linkplain #needingLook needs a look}. Photos of other people only are no reason to say no.
     */
    public boolean complete() {
        return count(Status.FAILED) == 0 && count(Status.CANCELLED) == 0 && needingLook == 0;
    }
}
