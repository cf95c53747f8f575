package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.transform.LinearMap;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Faces as a recogniser sees them in one step: each misaligned at random if the budget says so, and the same for all surrogates. Gradients go
 * back through the misalignment.
 */
final class Views {

    private final List<AlignedFace> seen;
    private final List<LinearMap> maps;

    private Views(List<AlignedFace> seen, List<LinearMap> maps) {
        this.seen = seen;
        this.maps = maps;
    }

    /** Draws a view of every face; takes nothing from {@code random} without jitter. */
    static Views of(List<AlignedFace> faces, Budget budget, RandomGenerator random) {
        List<AlignedFace> seen = new ArrayList<>();
        List<LinearMap> maps = new ArrayList<>();
        for (AlignedFace face : faces) {
            LinearMap map = budget.jitter()
                    .map(jitter -> jitter.sample(face.size(), random))
                    .orElse(LinearMap.IDENTITY);
            seen.add(AlignedFace.of(face.size(), map.apply(face.toArray())));
            maps.add(map);
        }
        return new Views(seen, maps);
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
        return maps.get(face).adjoint(gradient);
    }
}
