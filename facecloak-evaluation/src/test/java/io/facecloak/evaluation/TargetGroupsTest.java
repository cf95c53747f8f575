package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetGroupsTest {

    private final List<FacePhoto> faces = photos("face", 23);
    private final List<FacePhoto> targets = photos("target", 7);

    @Test
    void everyFaceIsInOneGroupAndEveryGroupHasATargetOfItsOwn() {
        TargetGroups groups = TargetGroups.draw(faces, targets, 5, 1);
        Set<FacePhoto> members = new HashSet<>();
        Set<FacePhoto> chosen = new HashSet<>();
        for (TargetGroups.Group group : groups.groups()) {
            assertEquals(true, group.members().size() == 4 || group.members().size() == 5);
            members.addAll(group.members());
            chosen.add(group.target());
        }
        assertEquals(Set.copyOf(faces), members);
        assertEquals(5, chosen.size());
        assertEquals(groups, TargetGroups.draw(faces, targets, 5, 1));
        assertNotEquals(groups, TargetGroups.draw(faces, targets, 5, 2));
    }

    @Test
    void impersonationNeedsTheTargetAndDodgingOnlyNeedsToLeaveOneself() {
        List<FacePhoto> four = faces.subList(0, 4);
        TargetGroups groups = TargetGroups.draw(four, targets, 1, 1);
        Map<FacePhoto, LabelledEmbedding> clean = new HashMap<>();
        Map<FacePhoto, LabelledEmbedding> guarded = new HashMap<>();
        targets.forEach(target -> clean.put(target, IdentificationTest.photo(target.identity(), "t", 90)));
        // Accepted within 30 degrees: one at the target, one near it, one nowhere, one where it was.
        double[] after = {90, 65, 45, 10};
        for (int i = 0; i < 4; i++) {
            clean.put(four.get(i), IdentificationTest.photo(four.get(i).identity(), "1", 0));
            guarded.put(four.get(i), IdentificationTest.photo(four.get(i).identity(), "1", after[i]));
        }
        Verification verification = new Verification(Math.cos(Math.toRadians(30)));
        TargetGroups.GroupResult result =
                groups.evaluate(verification, clean, guarded).get(0);
        assertEquals(0.5, result.impersonation().psr());
        assertEquals(0.75, result.dodging().psr());
        guarded.remove(four.get(0));
        assertThrows(IllegalArgumentException.class, () -> groups.evaluate(verification, clean, guarded));
    }

    @Test
    void refusesAnImpossibleDivision() {
        assertThrows(IllegalArgumentException.class, () -> TargetGroups.draw(faces, targets, 8, 1));
        assertThrows(IllegalArgumentException.class, () -> TargetGroups.draw(faces, targets, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> TargetGroups.draw(faces, faces, 2, 1));
    }

    private static List<FacePhoto> photos(String who, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new FacePhoto(who + i, "1", Path.of(who + i)))
                .toList();
    }
}
