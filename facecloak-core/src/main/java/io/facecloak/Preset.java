package io.facecloak;

import io.facecloak.focus.FocusMask;
import io.facecloak.focus.HighPassMask;
import io.facecloak.focus.RegionStickers;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.synthesis.SeedVariations.Strength;
import io.facecloak.transform.AlignmentJitter;
import io.facecloak.transform.InputDiversity;
import java.util.List;

/** Settings of learning that go together. Immutable. */
public enum Preset {
    /**
     * Our reading of the paper, whose text at hand lacks the formulas and ε': Region-Stickers, High-Pass Mask and Learnable Attention,
     * ε = 8/255, ε' = 16/255, 10 averaged steps of 2/255 on 8 synthetic faces and the seed. With a gallery, near and far anchors are the
     * strangers of Eq. 2 and 3; without one, near is the person and far the opposite.
     */
    PAPER(8, 16, focus(), 8, Strength.BALANCED, OptimizerSettings.PAPER, true),

    /** Fine structure that is hardly to be told from the original, and by itself hardly protects. For {@link FaceCloak#refined}. */
    FAINT(3, 3, List.of(), 16, Strength.STRONG, fine(20), false),

    /** The default: fine structure that survives misaligned and resized crops, as strong as people still post. */
    BALANCED(5, 5, List.of(), 16, Strength.STRONG, fine(20), false),

    /** As {@link #BALANCED}, with more steps and the paper's raised budget round eyes, nose, mouth and edges: plain to see. */
    STRONG(8, 16, focus(), 16, Strength.STRONG, fine(40), false);

    private final LearningSettings settings;

    /** Budgets in levels of 8-bit pixels. */
    Preset(
            float epsilon,
            float epsilonRaised,
            List<FocusMask> focusMasks,
            int syntheticFaces,
            Strength variations,
            OptimizerSettings optimizer,
            boolean excludeOwnIdentity) {
        this.settings = new LearningSettings(
                name(),
                epsilon / 255,
                epsilonRaised / 255,
                focusMasks,
                syntheticFaces,
                variations,
                optimizer,
                excludeOwnIdentity);
    }

    private static List<FocusMask> focus() {
        return List.of(new RegionStickers(), new HighPassMask());
    }

    /** Steps of two levels on nine of the faces at a time, seen as misaligned and as resized crops. */
    private static OptimizerSettings fine(int iterations) {
        return OptimizerSettings.PAPER
                .withoutAttention()
                .withIterations(iterations)
                .withTransforms(AlignmentJitter.DEFAULT, new InputDiversity(0.5, 0.8))
                .withFacesPerStep(9);
    }

    /** What it stands for. */
    public LearningSettings settings() {
        return settings;
    }
}
