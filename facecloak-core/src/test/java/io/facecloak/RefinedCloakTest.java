package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.Protection;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.apply.CloakedPhoto;
import io.facecloak.model.FaceModels;
import io.facecloak.model.ModelException;
import io.facecloak.optimize.Refinement;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import io.facecloak.transform.AlignmentJitter;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefinedCloakTest {

    /** Strong enough to count on a picture of noise. */
    private static final Refinement REFINEMENT = new Refinement(24 / 255f, 12, 6 / 255f, AlignmentJitter.DEFAULT);

    private final SmoothEmbedder recogniser = new SmoothEmbedder("smooth", 24, 3);
    private final Face face = FixedModels.face(20, 25, 60);
    private final Face second = FixedModels.face(220, 30, 50);
    private final FaceModels models = new FixedModels(List.of(face), List.of(recogniser));
    private final FaceModels pair = new FixedModels(List.of(face, second), List.of(recogniser));
    private final BufferedImage photo = FixedModels.picture(420, 240, 5);
    private final FaceCloak cloak = FaceCloak.builder()
            .models(models)
            .seed(FixedModels.picture(420, 240, 4))
            .preset(Preset.PAPER)
            .settings(learning -> learning.withIterations(2).withSyntheticFaces(2))
            .protection(ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL))
            .build();

    @Test
    void refiningTakesTheFaceFurtherFromItself() {
        double plain = similarity(cloak.apply(photo));
        double refined = similarity(cloak.refined(REFINEMENT).apply(photo));

        assertTrue(refined < plain - 0.02, refined + " after refining, " + plain + " before");
    }

    @Test
    void theUnrefinedCloakStaysAsItIs() {
        int[] before = pixels(cloak.apply(photo));

        cloak.refined().apply(photo);

        assertArrayEquals(before, pixels(cloak.apply(photo)));
    }

    @Test
    void equalPhotosGiveEqualCopiesFromAnyInstance() {
        FaceCloak again = FaceCloak.of(cloak.mask(), models, ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL));

        assertArrayEquals(
                pixels(cloak.refined().apply(photo)), pixels(again.refined().apply(photo)));
    }

    @Test
    void everyFaceIsRefinedAndNothingBesideThem() {
        FaceCloak both = FaceCloak.of(cloak.mask(), pair, ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL));

        Protection<BufferedImage> protection = both.refined().protect(photo);

        assertEquals(2, protection.cloaked());
        boolean[] touched = new boolean[2];
        for (int y = 0; y < photo.getHeight(); y++) {
            for (int x = 0; x < photo.getWidth(); x++) {
                if (photo.getRGB(x, y) != protection.photo().getRGB(x, y)) {
                    int area = areaOf(CloakedPhoto.areas(protection), x, y);
                    assertTrue(area >= 0, "changed beside the faces at " + x + ", " + y);
                    touched[area] = true;
                }
            }
        }
        assertTrue(touched[0] && touched[1]);
    }

    @Test
    void aLargerBudgetChangesMore() {
        assertTrue(difference(Refinement.FAINT) < difference(Refinement.BALANCED));
        assertTrue(difference(Refinement.BALANCED) < difference(Refinement.STRONG));
    }

    @Test
    void aCloakThatRemembersNobodyIsRefinedToo() {
        FaceCloak anonymous = FaceCloak.of(
                cloak.mask().withoutTemplates(), models, ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.LARGEST));

        assertTrue(similarity(anonymous.refined(REFINEMENT).apply(photo)) < similarity(anonymous.apply(photo)));
    }

    @Test
    void withoutTheRecognisersOfTheCloakItSaysWhatIsMissing() {
        FaceModels others = new FixedModels(List.of(face), List.of(new SmoothEmbedder("another", 24, 9)));
        FaceCloak elsewhere =
                FaceCloak.of(cloak.mask(), others, ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL));

        String message = assertThrows(ModelException.class, elsewhere::refined).getMessage();

        assertTrue(message.contains("[smooth]"), message);
        assertFalse(pixelsEqual(photo, elsewhere.apply(photo)), "without refinement it still works");
    }

    private double similarity(BufferedImage picture) {
        float[] before = recogniser.embed(FaceAligner.align(photo, face.landmarks()));
        float[] after = recogniser.embed(FaceAligner.align(picture, face.landmarks()));
        double dot = 0;
        for (int i = 0; i < before.length; i++) {
            dot += before[i] * after[i];
        }
        return dot;
    }

    private double difference(Refinement refinement) {
        int[] before = pixels(photo);
        int[] after = pixels(cloak.refined(refinement).apply(photo));
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            sum += Math.abs((before[i] >> 8 & 0xff) - (after[i] >> 8 & 0xff));
        }
        return sum;
    }

    private static int areaOf(List<Rectangle> areas, int x, int y) {
        for (int i = 0; i < areas.size(); i++) {
            if (areas.get(i).contains(x, y)) {
                return i;
            }
        }
        return -1;
    }

    private static int[] pixels(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }

    private static boolean pixelsEqual(BufferedImage a, BufferedImage b) {
        return java.util.Arrays.equals(pixels(a), pixels(b));
    }
}
