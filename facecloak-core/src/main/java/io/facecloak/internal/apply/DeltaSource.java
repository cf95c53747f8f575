package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;

/** Gives each face the perturbation that is laid on it. Implementations are thread-safe. */
interface DeltaSource {

    /**
     * The perturbation of one face, zero outside of it.
     *
     * @param face in aligned space
     * @param landmarks of the face in aligned space
     * @param enlargement photo pixels per aligned pixel
     * @param gray whether colour would show on it
     */
    AlignedDelta of(AlignedFace face, Landmarks landmarks, double enlargement, boolean gray);

    /** Loads what the first face would wait for. */
    default void prepare() {}
}
