package io.facecloak.onnx.internal.recogniser;

import io.facecloak.face.AlignedFace;
import java.util.Objects;

/**
 * Two aligned faces of which the caller knows whether they show one person. Immutable.
 *
 * @param first a face of {@value AlignedFace#SIZE} pixels
 * @param second another photo's
 * @param samePerson whether both show the same person
 */
public record FacePair(AlignedFace first, AlignedFace second, boolean samePerson) {

    /**
     * @throws IllegalArgumentException if a face has another size
     */
    public FacePair {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
        if (first.size() != AlignedFace.SIZE || second.size() != AlignedFace.SIZE) {
            throw new IllegalArgumentException("both faces must be aligned to " + AlignedFace.SIZE
                    + " pixels, but they have " + first.size() + " and " + second.size());
        }
    }

    /** Two photos of one person. */
    public static FacePair same(AlignedFace first, AlignedFace second) {
        return new FacePair(first, second, true);
    }

    /** Photos of two people. */
    public static FacePair different(AlignedFace first, AlignedFace second) {
        return new FacePair(first, second, false);
    }
}
