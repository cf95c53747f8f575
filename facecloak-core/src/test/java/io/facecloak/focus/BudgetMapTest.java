package io.facecloak.focus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetMapTest {

    private final AlignedFace seed = AlignedFace.of(112, new float[3 * 112 * 112]);

    @Test
    void stickersRaiseTheBudgetInTheirBoxes() {
        BudgetMap budget = BudgetMap.of(seed, FaceAligner.TEMPLATE, 0.03f, 0.06f, List.of(new RegionStickers()));

        assertEquals(0.06f, budget.at(50 * 112 + 30), "inside the left eye's box");
        assertEquals(0.03f, budget.at(10 * 112 + 30), "on the forehead");
    }

    @Test
    void projectionClipsEachValueToItsOwnBudget() {
        BudgetMap budget = BudgetMap.of(seed, FaceAligner.TEMPLATE, 0.03f, 0.06f, List.of(new RegionStickers()));
        float[] perturbation = new float[3 * 112 * 112];
        int eye = 50 * 112 + 30;
        perturbation[eye] = -1;
        perturbation[eye + 1] = 0.05f;
        perturbation[0] = 0.05f;
        perturbation[1] = -0.02f;
        float[] expected = new float[perturbation.length];
        expected[eye] = -0.06f;
        expected[eye + 1] = 0.05f;
        expected[0] = 0.03f;
        expected[1] = -0.02f;

        budget.project(perturbation);

        assertArrayEquals(expected, perturbation);
    }

    @Test
    void changingTheCopyOfTheValuesDoesNotChangeTheMap() {
        BudgetMap budget = BudgetMap.of(seed, FaceAligner.TEMPLATE, 0.03f, 0.06f, List.of());

        budget.values()[7] = 1;

        assertEquals(0.03f, budget.at(7));
    }

    @Test
    void budgetsOutOfRangeAreRefusedByName() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> BudgetMap.of(seed, FaceAligner.TEMPLATE, -0.1f, 0.06f, List.of()));
        assertEquals("epsilon must be in [0, 1], but is -0.1", e.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> BudgetMap.of(seed, FaceAligner.TEMPLATE, 0.1f, 0.06f, List.of()));
        assertThrows(
                IllegalArgumentException.class, () -> BudgetMap.of(seed, FaceAligner.TEMPLATE, 0.1f, 0.2f, List.of())
                        .project(new float[5]));
    }
}
