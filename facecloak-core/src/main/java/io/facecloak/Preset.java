package io.facecloak;

import io.facecloak.focus.FocusMask;
import io.facecloak.focus.HighPassMask;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.focus.RegionStickers;
import io.facecloak.optimize.AlignmentJitter;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.UpdateRule;
import java.util.List;

/** Options that go together, for {@link FaceCloakBuilder#preset}. Immutable. */
public enum Preset {
    /**
     * The paper's text, literally: Region-Stickers, High-Pass Mask and Learnable Attention, ε = 8/255, ε' = 16/255, 10 averaged steps of
     * 2/255 on 8 synthetic faces and the seed.
     */
    PAPER(Algorithm.PROJECTED_DESCENT, 8, 16, focus(), OptimizerSettings.PAPER),

    /**
     * The authors' published code with its variant of the attention (see {@link io.facecloak.optimize.ReferenceCode}): optimised at half the strength it
     * is used at, one step after every face, cut to 8/255, with stickers up to 32/255 added on top. It learns on the first surrogate
     * alone. What differs: faces are aligned by five points instead of stretched, and values are rounded once.
     */
    REFERENCE_CODE(
            Algorithm.REFERENCE_CODE,
            8,
            32,
            focus(),
            OptimizerSettings.PAPER
                    .withUpdateRule(UpdateRule.SEQUENTIAL)
                    .withAttention(new LearnableAttention(LearnableAttention.Initialisation.ONES, 10, 0.01))),

    /** The default: a compromise between protection, visibility and time. */
    BALANCED(
            Algorithm.PROJECTED_DESCENT,
            8,
            16,
            focus(),
            OptimizerSettings.PAPER.withoutAttention().withIterations(80).withJitter(AlignmentJitter.DEFAULT)),

    /** Twice the iterations of {@link #BALANCED}: slower, and a little stronger on the surrogates; no gain was measured on others. */
    STRONG(
            Algorithm.PROJECTED_DESCENT,
            8,
            16,
            focus(),
            OptimizerSettings.PAPER.withoutAttention().withIterations(160).withJitter(AlignmentJitter.DEFAULT));

    private static final int SYNTHETIC_FACES = 8;

    private final Algorithm algorithm;
    private final float epsilon;
    private final float epsilonRaised;
    private final List<FocusMask> focusMasks;
    private final OptimizerSettings optimizer;

    /** Budgets in levels of 8-bit pixels. */
    Preset(
            Algorithm algorithm,
            float epsilon,
            float epsilonRaised,
            List<FocusMask> focusMasks,
            OptimizerSettings optimizer) {
        this.algorithm = algorithm;
        this.epsilon = epsilon / 255;
        this.epsilonRaised = epsilonRaised / 255;
        this.focusMasks = focusMasks;
        this.optimizer = optimizer;
    }

    private static List<FocusMask> focus() {
        return List.of(new RegionStickers(), new HighPassMask());
    }

    Algorithm algorithm() {
        return algorithm;
    }

    /** ε, in [0, 1] pixel units. */
    public float epsilon() {
        return epsilon;
    }

    /** ε', in [0, 1] pixel units. */
    public float epsilonRaised() {
        return epsilonRaised;
    }

    /** Where ε' applies. */
    public List<FocusMask> focusMasks() {
        return focusMasks;
    }

    /** N, the number of synthetic faces beside the seeds. */
    public int syntheticFaces() {
        return SYNTHETIC_FACES;
    }

    /** How the optimisation runs. */
    public OptimizerSettings optimizer() {
        return optimizer;
    }
}
