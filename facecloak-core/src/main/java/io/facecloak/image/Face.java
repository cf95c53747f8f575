package io.facecloak.image;

import java.util.Objects;

/**
 * A detected face.
 *
 * @param box where it is, in photo pixels
 * @param landmarks its five landmarks, in photo pixels
 * @param score the detector's confidence in [0, 1]
 */
public record Face(Box box, Landmarks landmarks, double score) implements FaceLocation {

    public Face {
        Objects.requireNonNull(box, "box");
        Objects.requireNonNull(landmarks, "landmarks");
    }
}
