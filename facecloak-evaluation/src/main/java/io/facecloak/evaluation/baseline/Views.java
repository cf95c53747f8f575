package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.optimize.AlignedWarp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Faces as a recogniser sees them in one step: each misaligned at random if the budget says so, and the same for all surrogates. Gradients go
 * back through the misalignment.
 */
final class Views {

    private final List<AlignedFace> seen;
    private final List<Optional<AlignedWarp>> warps;

    private Views(List<AlignedFace> seen, List<Optional<AlignedWarp>> warps) {
        this.seen = seen;
        this.warps = warps;
    }

    /** Draws a view of every face; takes nothing from {@code random} without jitter. */
    static Views of(List<AlignedFace> faces, Budget budget, RandomGenerator random) {
        List<AlignedFace> seen = new ArrayList<>();
        List<Optional<AlignedWarp>> warps = new ArrayList<>();
        for (AlignedFace face : faces) {
            Optional<AlignedWarp> warp = budget.jitter().map(jitter -> jitter.sample(face.size(), random));
            seen.add(warp.map(each -> AlignedFace.of(face.size(), each.apply(face.toArray())))
                    .orElse(face));
            warps.add(warp);
        }
        return new Views(seen, warps);
    }

    List<AlignedFace> seen() {
        return seen;
    }

    /** The mean over the faces of the gradients with respect to the faces before they were misaligned. */
    float[] meanGradient(Embedder surrogate, PixelGradients.Cotangent loss) {
        float[][] gradients = PixelGradients.perFace(seen, surrogate, loss);
        float[] mean = new float[gradients[0].length];
        for (int k = 0; k < gradients.length; k++) {
            PixelGradients.addScaled(mean, back(k, gradients[k]), 1.0 / gradients.length);
        }
        return mean;
    }

    /** Takes a gradient with respect to what is seen of a face back to the face. */
    float[] back(int face, float[] gradient) {
        return warps.get(face).map(warp -> warp.adjoint(gradient)).orElse(gradient);
    }
}
