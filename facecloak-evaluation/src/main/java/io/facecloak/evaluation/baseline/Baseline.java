package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A published way to make a perturbation in aligned space. All of them see the same faces and surrogates and go into photos in the same
 * way ({@link AlignedDelta}), so that only the perturbation differs. Immutable and thread-safe; deterministic.
 */
public interface Baseline {

    /** The name in the paper's tables, such as {@code OPOM-Convex Hull}. */
    String name();

    /** Whether every photo gets a perturbation of its own; otherwise a person gets one for all photos. */
    boolean isImageSpecific();

    /**
     * Makes a perturbation.
     *
     * @param faces of one person, at least one; the one photo's face for an image-specific method
     * @param surrogates whose gradients may be used, at least one
     * @param random the only source of chance
     * @return δ in the layout of {@link AlignedFace}, in units of [0, 1] pixel values
     * @throws io.facecloak.model.ModelException if a surrogate fails
     */
    float[] perturbation(List<AlignedFace> faces, List<Embedder> surrogates, RandomGenerator random);
}
