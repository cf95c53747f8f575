package io.facecloak.evaluation.reference;

import static io.facecloak.optimize.Golden.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.facecloak.face.AlignedFace;
import io.facecloak.focus.FocusMask.Region;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.model.Progress;
import io.facecloak.optimize.CloakOptimizer.IterationListener.Iteration;
import io.facecloak.optimize.Golden;
import io.facecloak.optimize.Golden.Setup;
import io.facecloak.optimize.Golden.Step;
import io.facecloak.optimize.Golden.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against trajectories computed independently in double precision; the tolerances are those stated for float32. */
class ReferenceCodeTest {

    private static final double LOSS = 1e-6;
    private static final double ATTENTION = 2e-5;
    private static final double PERTURBATION = 1e-6;

    private final Setup setup = Golden.setup();

    @Test
    void theReferenceCodeWithAttentionIsReproducedToTheDeployedByte() {
        Trajectory golden = Golden.trajectory("reference_afog");
        Golden.Reference reference = setup.reference();
        List<Iteration> iterations = new ArrayList<>();

        ReferenceCloak cloak = new ReferenceCode(referenceSettings(), iterations::add)
                .withAttention(
                        setup.faces(),
                        setup.surrogate(),
                        regions(),
                        Golden.flags(reference.highpass_filter()),
                        Golden.playback(
                                List.of(Golden.draws(reference.afog_delta_init(), (float) reference.max_pert()))),
                        Progress.NONE);

        for (int i = 0; i < golden.iterations().size(); i++) {
            Step expected = golden.iterations().get(i);
            Iteration actual = iterations.get(i);
            assertArrayEquals(expected.losses(), actual.losses(), LOSS, "iteration " + (i + 1));
            assertClose(expected.attention(), actual.attention(), ATTENTION, "attention " + (i + 1));
            assertClose(expected.delta(), actual.perturbation(), PERTURBATION, "delta " + (i + 1));
        }
        assertClose(golden.mask(), cloak.mask(), PERTURBATION, "mask");
        assertClose(golden.highpass_pert(), cloak.highPass(), PERTURBATION, "high-pass part");
        assertStickers(golden.stickers(), cloak);
        assertArrayEquals(golden.deployed_seed_uint8(), levels(cloak.applyTo(setup.seed())));
        assertArrayEquals(
                golden.deployed_seed_uint8_mask_only(), levels(cloak.maskOnly().applyTo(setup.seed())));
    }

    @Test
    void thePlainReferenceCodeIsReproduced() {
        Trajectory golden = Golden.trajectory("reference_pgd");
        Golden.Reference reference = setup.reference();
        double bound = 2 / 255.0;
        List<float[]> start = new ArrayList<>();
        start.add(Golden.draws(reference.pgd_delta_init(), bound));
        reference.pgd_sticker_init().values().forEach(values -> start.add(Golden.draws(values, bound)));

        for (int n = 1; n <= golden.iterations().size(); n++) {
            Step expected = golden.iterations().get(n - 1);
            List<Iteration> iterations = new ArrayList<>();
            ReferenceCloak cloak = new ReferenceCode(referenceSettings().withIterations(n), iterations::add)
                    .plain(
                            setup.faces(),
                            setup.surrogate(),
                            regions(),
                            Golden.flags(reference.highpass_filter()),
                            Golden.playback(start),
                            Progress.NONE);

            assertArrayEquals(expected.losses(), iterations.get(n - 1).losses(), LOSS, "iteration " + n);
            assertClose(expected.delta(), cloak.mask(), PERTURBATION, "delta " + n);
            assertClose(expected.highpass_pert(), cloak.highPass(), PERTURBATION, "high-pass part " + n);
            assertStickers(expected.stickers(), cloak);
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        ReferenceCode.Settings published = ReferenceCode.Settings.PUBLISHED;
        assertThrows(IllegalArgumentException.class, () -> published.withIterations(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReferenceCode.Settings(1, Float.NaN, 1, 1, 1, published.attention()));
        assertThrows(
                IllegalArgumentException.class, () -> new ReferenceCode.Settings(1, 1, 1, 0, 1, published.attention()));
    }

    private ReferenceCode.Settings referenceSettings() {
        Golden.Reference reference = setup.reference();
        return new ReferenceCode.Settings(
                reference.iterations(),
                (float) reference.step(),
                (float) reference.max_pert(),
                (float) reference.sticker_max(),
                (float) reference.highpass_max(),
                new LearnableAttention(
                        LearnableAttention.Initialisation.ONES,
                        reference.attention_lr(),
                        reference.attention_std_offset()));
    }

    private List<Region> regions() {
        return setup.sticker_boxes().values().stream()
                .map(box -> new Region(box[2], box[0], box[3], box[1]))
                .toList();
    }

    private static void assertStickers(Map<String, double[]> expected, ReferenceCloak actual) {
        assertEquals(expected.size(), actual.stickers().size());
        int i = 0;
        for (Map.Entry<String, double[]> sticker : expected.entrySet()) {
            assertClose(sticker.getValue(), actual.stickers().get(i++).values(), PERTURBATION, sticker.getKey());
        }
    }

    private static int[] levels(AlignedFace face) {
        float[] planes = face.toArray();
        int[] levels = new int[planes.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = Math.round(planes[i] * 255);
        }
        return levels;
    }
}
