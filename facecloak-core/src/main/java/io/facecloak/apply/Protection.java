package io.facecloak.apply;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

/**
 * A photo after cloaking.
 *
 * @param photo a new picture, even if no face was cloaked
 * @param faces every face of the photo, in the order of the detector or of the caller who gave them
 */
public record Protection(BufferedImage photo, List<FaceOutcome> faces) {

    public Protection {
        Objects.requireNonNull(photo, "photo");
        faces = List.copyOf(faces);
    }

    /** Number of cloaked faces; 0 means that the pixels are the input's. */
    public int cloaked() {
        return (int) faces.stream()
                .filter(face -> face.decision() == Decision.CLOAKED)
                .count();
    }
}
