package io.facecloak.focus;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;

/**
 * Chooses the samples that get the raised perturbation budget ε' (paper, Eq. 5 and 7). Immutable and thread-safe; found by name through
 * {@link java.util.ServiceLoader}.
 */
public interface FocusMask {

    /** A short name for people, such as {@code region-stickers}. */
    String name();

    /**
     * @param seed the seed face in aligned space
     * @param landmarks its landmarks in aligned space
     * @return for each of the 3·size·size samples, in the layout of {@link AlignedFace}, whether ε' applies
     */
    boolean[] raised(AlignedFace seed, Landmarks landmarks);
}
