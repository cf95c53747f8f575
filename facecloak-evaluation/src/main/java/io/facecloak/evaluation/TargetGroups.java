package io.facecloak.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The paper's verification by groups of identities (section IV-A2, CelebA-HQ): faces of different people are divided into groups, every
 * group gets one target identity, and a protected face succeeds when it is verified as the target. Beside it stands the weaker success of
 * no longer being verified as oneself. Immutable and thread-safe.
 *
 * @param groups a division of the faces
 */
public record TargetGroups(List<Group> groups) {

    /** Faces that shall be taken for one target. */
    public record Group(FacePhoto target, List<FacePhoto> members) {

        public Group {
            members = List.copyOf(members);
        }
    }

    /**
     * How one group fared.
     *
     * @param target the identity that its members shall be taken for
     * @param impersonation the share of protected faces that are verified as the target
     * @param dodging the share of protected faces that are not verified as their own originals
     */
    public record GroupResult(String target, ProtectionRate impersonation, ProtectionRate dodging) {}

    public TargetGroups {
        groups = List.copyOf(groups);
    }

    /**
     * Divides faces at random into groups whose sizes differ by at most one, and draws a different target for each.
     *
     * @param faces one per identity
     * @param targets of other identities, at least {@code count}
     * @param count the number of groups; 5 in the paper, for 1,000 faces
     * @param seed the only source of chance
     * @throws IllegalArgumentException if there are too few faces or targets, or an identity is both
     */
    public static TargetGroups draw(List<FacePhoto> faces, List<FacePhoto> targets, int count, long seed) {
        if (count < 1 || faces.size() < count || targets.size() < count) {
            throw new IllegalArgumentException(count + " groups need at least as many faces and targets, but there are "
                    + faces.size() + " and " + targets.size());
        }
        for (FacePhoto target : targets) {
            if (faces.stream().anyMatch(face -> face.identity().equals(target.identity()))) {
                throw new IllegalArgumentException(target.identity() + " is both a face and a target");
            }
        }
        Random random = new Random(seed);
        List<FacePhoto> shuffledFaces = new ArrayList<>(faces);
        List<FacePhoto> shuffledTargets = new ArrayList<>(targets);
        Collections.shuffle(shuffledFaces, random);
        Collections.shuffle(shuffledTargets, random);
        List<Group> groups = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            int from = (int) ((long) faces.size() * g / count);
            int to = (int) ((long) faces.size() * (g + 1) / count);
            groups.add(new Group(shuffledTargets.get(g), shuffledFaces.subList(from, to)));
        }
        return new TargetGroups(groups);
    }

    /**
     * Verifies every member's protected face against its group's target and against its own original.
     *
     * @param verification with the threshold of the recogniser
     * @param clean embeddings of the unprotected faces and the targets
     * @param guarded embeddings of the protected faces
     * @throws IllegalArgumentException if an embedding is missing
     */
    public List<GroupResult> evaluate(
            Verification verification,
            Map<FacePhoto, LabelledEmbedding> clean,
            Map<FacePhoto, LabelledEmbedding> guarded) {
        List<GroupResult> results = new ArrayList<>();
        for (Group group : groups) {
            LabelledEmbedding target = required(clean, group.target());
            List<ProtectionRate.Outcome> impersonation = new ArrayList<>();
            List<ProtectionRate.Outcome> dodging = new ArrayList<>();
            for (FacePhoto member : group.members()) {
                LabelledEmbedding after = required(guarded, member);
                impersonation.add(
                        new ProtectionRate.Outcome(member.identity(), verification.accepts(after.similarity(target))));
                dodging.add(new ProtectionRate.Outcome(
                        member.identity(), !verification.accepts(after.similarity(required(clean, member)))));
            }
            results.add(new GroupResult(
                    group.target().identity(), new ProtectionRate(impersonation), new ProtectionRate(dodging)));
        }
        return results;
    }

    private static LabelledEmbedding required(Map<FacePhoto, LabelledEmbedding> embeddings, FacePhoto photo) {
        LabelledEmbedding embedding = embeddings.get(photo);
        if (embedding == null) {
            throw new IllegalArgumentException("no embedding of " + photo);
        }
        return embedding;
    }
}
