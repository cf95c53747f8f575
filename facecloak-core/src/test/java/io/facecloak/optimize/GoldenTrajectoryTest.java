package io.facecloak.optimize;

import static io.facecloak.optimize.Golden.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.focus.BudgetMap;
import io.facecloak.focus.FocusMask;
import io.facecloak.focus.HighPassMask;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.internal.optimize.ContrastiveLoss;
import io.facecloak.model.Progress;
import io.facecloak.optimize.CloakOptimizer.IterationListener.Iteration;
import io.facecloak.optimize.Golden.Setup;
import io.facecloak.optimize.Golden.Step;
import io.facecloak.optimize.Golden.Trajectory;
import io.facecloak.optimize.OptimizerSettings.Feedback;
import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The optimisation against trajectories computed independently in double precision; the tolerances are those stated for float32. */
class GoldenTrajectoryTest {

    private static final double LOSS = 1e-6;
    private static final double ATTENTION = 2e-5;
    private static final double PERTURBATION = 1e-6;

    private final Setup setup = Golden.setup();

    @ParameterizedTest
    @CsvSource({
        "paper_raw_mean, AVERAGED, RAW",
        "paper_raw_sequential, SEQUENTIAL, RAW",
        "paper_overwrite_mean, AVERAGED, OVERWRITE",
        "paper_overwrite_sequential, SEQUENTIAL, OVERWRITE"
    })
    void theOptimizerFollowsEachReadingOfThePaper(String name, UpdateRule updateRule, Feedback feedback) {
        Trajectory golden = Golden.trajectory(name);
        Golden.Paper paper = setup.paper();
        OptimizerSettings settings = new OptimizerSettings(
                paper.iterations(),
                (float) paper.alpha(),
                updateRule,
                feedback,
                Optional.of(new LearnableAttention(LearnableAttention.Initialisation.UNIFORM, paper.attention_lr(), 0)),
                List.of(),
                0);
        RandomGenerator start = Golden.playback(
                List.of(Golden.floats(paper.attention_init()), Golden.draws(paper.delta_init(), paper.alpha())));
        List<Iteration> iterations = new ArrayList<>();

        float[] result = new CloakOptimizer(settings, iterations::add)
                .optimize(setup.faces(), List.of(setup.surrogate()), budget(), start, Progress.NONE);

        assertEquals(golden.iterations().size(), iterations.size());
        for (int i = 0; i < iterations.size(); i++) {
            Step expected = golden.iterations().get(i);
            Iteration actual = iterations.get(i);
            String at = name + ", iteration " + (i + 1);
            assertArrayEquals(expected.losses(), actual.losses(), LOSS, at);
            assertClose(expected.attention(), actual.attention(), ATTENTION, at + ", attention");
            assertClose(expected.delta(), actual.perturbation(), PERTURBATION, at + ", delta");
            assertClose(expected.effective(), actual.effective(), PERTURBATION, at + ", effective");
            if (expected.mean_gradient() != null) {
                assertClose(expected.mean_gradient(), actual.gradient(), PERTURBATION, at + ", gradient");
            }
        }
        assertClose(golden.iterations().get(iterations.size() - 1).effective(), result, PERTURBATION, name);
        double[] after = new double[3];
        ContrastiveLoss loss = new ContrastiveLoss(setup.surrogate().anchors());
        for (int k = 0; k < after.length; k++) {
            after[k] = loss.of(
                    setup.surrogate().embedder().embed(setup.faces().get(k).plus(result)));
        }
        assertArrayEquals(golden.losses_after(), after, LOSS, name + ", losses after");
    }

    @Test
    void theBudgetIsTheLargerOneWhereEitherMaskApplies() {
        assertClose(setup.paper().budget(), budget().values(), 1e-8, "budget");
    }

    @Test
    void theHighPassMapAndItsMaskAreReproduced() {
        HighPassMask mask = new HighPassMask(
                setup.highpass().kernel(),
                setup.highpass().sigma(),
                setup.paper().highpass_threshold());

        assertClose(setup.highpass().map(), mask.map(setup.seed()), 5e-6, "high-pass map");
        assertArrayEquals(Golden.flags(setup.paper().highpass_mask()), mask.raised(setup.seed(), Golden.LANDMARKS));
    }

    private BudgetMap budget() {
        Golden.Paper paper = setup.paper();
        return BudgetMap.of(
                setup.seed(),
                Golden.LANDMARKS,
                (float) paper.eps(),
                (float) paper.eps_raised(),
                List.of(
                        fixed("stickers", Golden.flags(paper.sticker_mask())),
                        fixed("high-pass", Golden.flags(paper.highpass_mask()))));
    }

    private static FocusMask fixed(String name, boolean[] raised) {
        return new FocusMask() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean[] raised(AlignedFace seed, Landmarks landmarks) {
                return raised;
            }
        };
    }
}
