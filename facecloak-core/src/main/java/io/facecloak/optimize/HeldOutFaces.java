package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.transform.DifferentiableMap;
import io.facecloak.transform.RandomTransform;
import java.util.ArrayList;
import java.util.List;

/** Looks at the perturbation on draws that no gradient is taken on, and keeps the best. */
final class HeldOutFaces {

    private final HoldOut holdOut;
    private final List<AlignedFace> faces;
    private final List<DifferentiableMap> maps;
    private final List<Surrogate> surrogates;
    private double leastLoss = Double.POSITIVE_INFINITY;
    private float[] best;

    HeldOutFaces(
            HoldOut holdOut,
            List<AlignedFace> faces,
            RandomTransform transform,
            List<Surrogate> surrogates,
            Draws draws) {
        this.holdOut = holdOut;
        this.faces = faces;
        this.surrogates = surrogates;
        this.maps = new ArrayList<>();
        for (int n = 0; n < holdOut.draws() * faces.size(); n++) {
            maps.add(transform.sample(faces.get(0).size(), draws.at(Draws.HELD_OUT, n)));
        }
    }

    boolean isDue(int iteration, int iterations) {
        return iteration % holdOut.every() == 0 || iteration == iterations;
    }

    /** Remembers the perturbation if it is the best so far; true if learning may end. */
    boolean look(float[] perturbation) {
        List<AlignedFace> seen = new ArrayList<>();
        for (int n = 0; n < maps.size(); n++) {
            AlignedFace face = faces.get(n % faces.size());
            seen.add(AlignedFace.of(
                    face.size(), maps.get(n).apply(face.plus(perturbation).toArray())));
        }
        double loss = 0;
        boolean isProtected = true;
        for (Surrogate surrogate : surrogates) {
            ContrastiveLoss contrastive = new ContrastiveLoss(surrogate.anchors());
            double threshold =
                    surrogate.embedder().matchThreshold() - holdOut.margin().orElse(0);
            float[] near = surrogate.anchors().near();
            for (float[] embedding : surrogate.embedder().embed(seen)) {
                loss += contrastive.of(embedding);
                isProtected &= Vectors.dot(embedding, near) < threshold;
            }
        }
        if (loss < leastLoss) {
            leastLoss = loss;
            best = perturbation.clone();
        }
        return isProtected && holdOut.margin().isPresent();
    }

    /** The perturbation with the least loss so far; at least one was looked at. */
    float[] best() {
        return best;
    }
}
