package io.facecloak.face;

import java.awt.image.BufferedImage;
import java.util.Objects;

/**
 * A picture and the landmarks of the one face in it that matters: a seed photo, or a synthetic portrait. The picture must not be
 * changed afterwards.
 */
public record Portrait(BufferedImage picture, Landmarks landmarks) {

    public Portrait {
        Objects.requireNonNull(picture, "picture");
        Objects.requireNonNull(landmarks, "landmarks");
    }

    /** The face in aligned space. */
    public AlignedFace aligned() {
        return FaceAligner.align(picture, landmarks);
    }
}
