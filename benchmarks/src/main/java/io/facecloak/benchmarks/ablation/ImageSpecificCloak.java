package io.facecloak.benchmarks.ablation;

import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.baseline.AlignedDelta;
import io.facecloak.face.Face;
import io.facecloak.face.Portrait;
import java.awt.image.BufferedImage;

/** The image-specific mode of the paper's Table III: a fresh δ per photo, learnt from the photo's own face (ε is customarily 12/255). */
record ImageSpecificCloak(CloakLearning learning) implements Protector {

    @Override
    public BufferedImage protect(BufferedImage photo, Face face) {
        return AlignedDelta.add(
                learning.learn(new Portrait(photo, face.landmarks())).delta(), photo, face);
    }
}
