package io.facecloak.evaluation;

import io.facecloak.evaluation.TargetGroups.GroupResult;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a {@link GroupsExperiment} found. Immutable and thread-safe; holds figures alone.
 *
 * @param method the method's name
 * @param recognisers one result per recogniser
 * @param leftOut photos that are unreadable or without a face, as {@code identity/photo}: they count nowhere
 * @param unprotected faces that the method could not protect, with the reason; they count as they are
 */
public record GroupsResult(
        String method, List<RecogniserGroups> recognisers, List<String> leftOut, Map<String, String> unprotected) {

    /**
     * One recogniser's view.
     *
     * @param fingerprint of the recogniser
     * @param falseAcceptRate the threshold's
     * @param threshold the similarity from which a pair is accepted
     * @param clean the unprotected faces against their group's target: what the recogniser confuses by itself
     * @param guarded the protected faces
     */
    public record RecogniserGroups(
            String recogniser,
            String fingerprint,
            double falseAcceptRate,
            double threshold,
            List<GroupResult> clean,
            List<GroupResult> guarded) {

        public RecogniserGroups {
            clean = List.copyOf(clean);
            guarded = List.copyOf(guarded);
        }

        /** The paper's success rate (Table III): the share of protected faces of all groups that are verified as their target. */
        public ProtectionRate impersonation() {
            return all(guarded, GroupResult::impersonation);
        }

        /** The same of the unprotected faces. */
        public ProtectionRate cleanImpersonation() {
            return all(clean, GroupResult::impersonation);
        }

        /** The share of protected faces of all groups that are not verified as their own originals. */
        public ProtectionRate dodging() {
            return all(guarded, GroupResult::dodging);
        }

        private static ProtectionRate all(List<GroupResult> groups, Function<GroupResult, ProtectionRate> rate) {
            return new ProtectionRate(groups.stream()
                    .flatMap(group -> rate.apply(group).outcomes().stream())
                    .toList());
        }
    }

    public GroupsResult {
        recognisers = List.copyOf(recognisers);
        leftOut = List.copyOf(leftOut);
        unprotected = Collections.unmodifiableMap(new TreeMap<>(unprotected));
    }
}
