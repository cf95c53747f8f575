package io.facecloak.apply;

import io.facecloak.apply.PhotoOutcome.Status;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many files of a {@link FolderProtection} came out how.
 *
 * @param counts files per status; none is missing, and all are at least 0
 */
public record FolderSummary(Map<Status, Integer> counts) {

    public FolderSummary {
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    public int count(Status status) {
        return counts.getOrDefault(status, 0);
    }

    /** All files. */
    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether no photo lacks its protected copy: none failed, and none was left out by a cancellation. */
    public boolean complete() {
        return count(Status.FAILED) == 0 && count(Status.CANCELLED) == 0;
    }
}
