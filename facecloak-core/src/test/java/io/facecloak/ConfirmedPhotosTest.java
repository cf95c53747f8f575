package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.image.Orientation;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.ModelException;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a cloak knows of its person: several photos, of seeds and of confirmed ones. */
class ConfirmedPhotosTest {

    private static final Face FACE = FixedModels.face(60, 40, 70);
    private static final BufferedImage SEED = FixedModels.picture(400, 320, 1);
    private static final BufferedImage UNLIKE = inverted(SEED);
    private static final Embedder FIRST = new SmoothEmbedder("first", 32, 7);
    private static final Embedder SECOND = new SmoothEmbedder("second", 32, 8);
    private static final FaceModels MODELS = new FixedModels(List.of(FACE), List.of(FIRST, SECOND));

    @TempDir
    Path folder;

    private static BufferedImage inverted(BufferedImage picture) {
        BufferedImage inverted = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                inverted.setRGB(x, y, ~picture.getRGB(x, y) & 0xffffff);
            }
        }
        return inverted;
    }

    private static FaceCloakBuilder builder() {
        return FaceCloak.builder()
                .models(MODELS)
                .settings(learning -> learning.withSyntheticFaces(0).withIterations(1))
                .protection(ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.MATCH));
    }

    private static Decision decision(FaceCloak cloak, BufferedImage photo) {
        return cloak.protect(photo).faces().get(0).decision();
    }

    @Test
    void everySeedIsRemembered() {
        FaceCloak one = builder().seed(SEED).build();
        FaceCloak two = builder().seed(SEED).seed(UNLIKE).build();

        assertEquals(2, one.mask().templates().size(), "one of each recogniser");
        assertEquals(Decision.OTHER_PERSON, decision(one, UNLIKE));
        assertEquals(4, two.mask().templates().size());
        assertEquals(Decision.CLOAKED, decision(two, UNLIKE));
        assertEquals(Decision.CLOAKED, decision(two, SEED));
    }

    @Test
    void aConfirmedPhotoIsRecognisedFromThenOn() throws IOException {
        FaceCloak cloak = builder().seed(SEED).build();

        FaceCloak better = cloak.withConfirmed(UNLIKE);

        assertEquals(Decision.OTHER_PERSON, decision(cloak, UNLIKE), "the cloak itself does not change");
        assertEquals(Decision.CLOAKED, decision(better, UNLIKE));
        assertEquals(Decision.CLOAKED, decision(better, SEED), "what it knew, it knows");
        assertArrayEquals(cloak.mask().delta(), better.mask().delta());
        better.save(folder.resolve("better.cloak"));
        FaceCloak loaded = FaceCloak.load(folder.resolve("better.cloak"), MODELS, FacePolicy.MATCH);
        assertEquals(better.mask(), loaded.mask());
        assertEquals(Decision.CLOAKED, decision(loaded, UNLIKE));
        assertEquals(
                better.mask(), cloak.withConfirmed(UNLIKE, FACE).mask(), "of a face that the caller knows, the same");
    }

    @Test
    void thereIsRoomForAsManyPhotosAsAFileHoldsAndTheNewestStays() throws IOException {
        FaceCloak cloak = builder().seed(SEED).build();
        for (int i = 0; i < 40; i++) {
            cloak = cloak.withConfirmed(FixedModels.picture(400, 320, 100 + i));
        }
        BufferedImage newest = FixedModels.picture(400, 320, 139);

        assertEquals(CloakMask.MAX_TEMPLATES, cloak.mask().templates().size());
        assertEquals(Decision.CLOAKED, decision(cloak, newest));
        Path file = folder.resolve("many.cloak");
        cloak.save(file);
        assertEquals(cloak.mask(), CloakFile.read(file));
    }

    @Test
    void onlyACloakThatRemembersItsPersonLearnsMoreOfThem() {
        FaceCloak forgetful = FaceCloak.builder()
                .models(MODELS)
                .settings(learning -> learning.withSyntheticFaces(0).withIterations(1))
                .seed(SEED)
                .rememberPerson(false)
                .build();
        FaceCloak foreign = FaceCloak.of(
                builder().seed(SEED).build().mask(),
                new FixedModels(List.of(FACE), List.of(new SmoothEmbedder("third", 32, 9))),
                FacePolicy.ALL);
        FaceCloak nobody = FaceCloak.of(
                builder().seed(SEED).build().mask(),
                new FixedModels(List.of(), List.of(FIRST, SECOND)),
                FacePolicy.MATCH);

        assertThrows(IllegalStateException.class, () -> forgetful.withConfirmed(UNLIKE));
        assertThrows(ModelException.class, () -> foreign.withConfirmed(UNLIKE));
        assertThrows(SeedException.class, () -> nobody.withConfirmed(UNLIKE));
    }

    @ParameterizedTest
    @EnumSource(names = {"NORMAL", "ROTATE_RIGHT", "ROTATED_180", "ROTATE_LEFT"})
    void aTurnedSeedIsTheSamePerson(Orientation turn) {
        BufferedImage turned = turn.toUpright(SEED);
        Orientation back = turn.inverse();
        Landmarks landmarks = FACE.landmarks().map(point -> back.toStored(point, SEED.getWidth(), SEED.getHeight()));
        Point centre = back.toStored(FACE.box().centre(), SEED.getWidth(), SEED.getHeight());
        double half = FACE.box().width() / 2;
        Face face = new Face(
                new Box(centre.x() - half, centre.y() - half, centre.x() + half, centre.y() + half), landmarks, 1);
        FaceModels models = new FixedModels(List.of(face), List.of(FIRST, SECOND));

        FaceCloak cloak = FaceCloak.builder()
                .models(models)
                .settings(learning -> learning.withSyntheticFaces(2).withIterations(1))
                .onSyntheticFaces(portraits -> portraits.forEach(portrait -> {
                    Landmarks made = portrait.landmarks();
                    assertTrue(made.leftEye().y() < made.leftMouth().y()
                            && made.leftEye().x() < made.rightEye().x());
                }))
                .seed(turned)
                .build();

        List<PersonTemplate> upright = builder().seed(SEED).build().mask().templates();
        for (int i = 0; i < upright.size(); i++) {
            double similarity =
                    cloak.mask().templates().get(i).similarity(upright.get(i).embedding());
            assertEquals(1, similarity, 1e-3);
        }
    }

    @Test
    void aSeedWhoseLandmarksAreNoFaceIsRefused() {
        Landmarks good = FACE.landmarks();
        Landmarks mouthAtTheEyes =
                new Landmarks(good.leftMouth(), good.rightMouth(), good.nose(), good.leftEye(), good.rightEye());
        Face bad = new Face(FACE.box(), mouthAtTheEyes, 1);
        FaceCloakBuilder builder = FaceCloak.builder()
                .models(new FixedModels(List.of(bad), List.of(FIRST)))
                .seed(SEED);

        SeedException refused = assertThrows(SeedException.class, builder::build);

        assertTrue(refused.getMessage().contains("does not look like a face"), refused.getMessage());
    }
}
