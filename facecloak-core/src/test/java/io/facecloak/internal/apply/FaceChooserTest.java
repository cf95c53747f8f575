package io.facecloak.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.PhotoOutcome.Status;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which faces are cloaked, for a recogniser that tells colours apart. */
class FaceChooserTest {

    /** Similarity to the person: 1, 0.94, 0.58. */
    private enum Who {
        PERSON(0xc04020),
        LOOKALIKE(0xa06e50),
        OTHER(0x206040);

        private final Color colour;

        Who(int rgb) {
            colour = new Color(rgb);
        }
    }

    private static final FakeModels.MeanColour MATCHER = new FakeModels.MeanColour("colours/1");

    private final BufferedImage photo = new BufferedImage(900, 300, BufferedImage.TYPE_INT_RGB);
    private final List<Face> faces = new ArrayList<>();

    private FaceChooserTest with(Who who, double size) {
        double x = 150 + 300 * faces.size();
        Graphics2D graphics = photo.createGraphics();
        graphics.setColor(who.colour);
        graphics.fillRect((int) x - 150, 0, 300, 300);
        graphics.dispose();
        faces.add(FakeModels.face(x, 150, size, 0));
        return this;
    }

    private List<FaceOutcome> choose(FacePolicy policy) {
        return choose(policy, 500, 0.98);
    }

    private List<FaceOutcome> choose(FacePolicy policy, int maxFaces, double threshold) {
        FaceChooserTest template = new FaceChooserTest().with(Who.PERSON, 100);
        float[] embedding = MATCHER.embed(
                FaceAligner.align(template.photo, template.faces.get(0).landmarks()));
        CloakMask cloak = new CloakMask(
                new float[CloakMask.LENGTH],
                new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of()),
                List.of(new PersonTemplate("c", "colours/1", threshold, embedding)));
        return new FaceChooser(policy, maxFaces, Optional.of(new PersonMatcher(cloak, List.of(MATCHER))))
                .choose(faces, photo);
    }

    private static List<Decision> decisions(List<FaceOutcome> outcomes) {
        return outcomes.stream().map(FaceOutcome::decision).toList();
    }

    @Test
    void whoComesCloseIsPerhapsThePerson() {
        List<FaceOutcome> outcomes =
                with(Who.OTHER, 100).with(Who.LOOKALIKE, 100).choose(FacePolicy.MATCH);

        assertEquals(List.of(Decision.OTHER_PERSON, Decision.PERHAPS_PERSON), decisions(outcomes));
        assertEquals(0.936, outcomes.get(1).similarity().orElseThrow(), 0.01);
        assertEquals(Status.PERHAPS_PERSON, Status.of(outcomes));
    }

    /** The similarity is 0.936. */
    @ParameterizedTest
    @CsvSource({"0.92, CLOAKED", "0.95, PERHAPS_PERSON", "1.0, OTHER_PERSON"})
    void doubtReachesALittleBelowTheThreshold(double threshold, Decision expected) {
        assertEquals(List.of(expected), decisions(with(Who.LOOKALIKE, 100).choose(FacePolicy.MATCH, 500, threshold)));
    }

    @Test
    void besideThePersonALookalikeIsSomebodyElse() {
        for (FacePolicy policy : List.of(FacePolicy.MATCH, FacePolicy.MATCH_OR_MAIN)) {
            faces.clear();
            List<FaceOutcome> outcomes =
                    with(Who.LOOKALIKE, 200).with(Who.PERSON, 50).choose(policy);
            assertEquals(List.of(Decision.OTHER_PERSON, Decision.CLOAKED), decisions(outcomes));
        }
    }

    @Test
    void theOnlyFaceIsTheMainOne() {
        List<FaceOutcome> outcomes = with(Who.OTHER, 100).choose(FacePolicy.MATCH_OR_MAIN);

        assertEquals(List.of(Decision.CLOAKED), decisions(outcomes));
        assertTrue(outcomes.get(0).similarity().orElseThrow() < 0.7, "it was compared all the same");
    }

    /** Areas, as squares of sides, are twice as large from a ratio of 1.42 on. */
    @ParameterizedTest
    @CsvSource({
        "100, 139, OTHER_PERSON, OTHER_PERSON",
        "100, 143, OTHER_PERSON, CLOAKED",
        "143, 100, CLOAKED, OTHER_PERSON"
    })
    void amongSeveralFacesTheMainOneIsTwiceAsLargeAsTheNext(
            double first, double second, Decision firstDecision, Decision secondDecision) {
        List<FaceOutcome> outcomes =
                with(Who.OTHER, first).with(Who.OTHER, second).choose(FacePolicy.MATCH_OR_MAIN);

        assertEquals(List.of(firstDecision, secondDecision), decisions(outcomes));
    }

    @Test
    void besideAMainFaceOneThatComesCloseIsStillPerhapsThePerson() {
        List<FaceOutcome> outcomes =
                with(Who.OTHER, 200).with(Who.LOOKALIKE, 50).choose(FacePolicy.MATCH_OR_MAIN);

        assertEquals(List.of(Decision.CLOAKED, Decision.PERHAPS_PERSON), decisions(outcomes));
    }

    @Test
    void facesThatWereNotLookedAtAreToldFromOthers() {
        with(Who.PERSON, 200).with(Who.PERSON, 100).with(Who.OTHER, 50);

        assertEquals(
                List.of(Decision.CLOAKED, Decision.TOO_MANY, Decision.TOO_MANY),
                decisions(choose(FacePolicy.MATCH, 1, 0.98)));
        assertEquals(
                List.of(Decision.CLOAKED, Decision.NOT_LARGEST, Decision.NOT_LARGEST),
                decisions(choose(FacePolicy.LARGEST, 1, 0.98)),
                "the largest is known");
    }

    @Test
    void aPhotoWithoutAFaceThatCanBeCloakedHasNoFace() {
        assertEquals(Status.NO_FACE, Status.of(List.of()));
        assertEquals(Status.NO_FACE, Status.of(with(Who.PERSON, 4).choose(FacePolicy.MATCH_OR_MAIN)));
        faces.clear();
        assertEquals(Status.OTHER_PERSON, Status.of(with(Who.OTHER, 90).choose(FacePolicy.MATCH)));
        assertEquals(Status.PROTECTED, Status.of(with(Who.OTHER, 90).choose(FacePolicy.ALL)));
    }
}
