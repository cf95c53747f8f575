package io.facecloak.apply;

import io.facecloak.internal.apply.FaceSquare;
import io.facecloak.internal.image.Photo;
import java.awt.Rectangle;
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

    /** {@link PhotoOutcome.Status#PROTECTED}, or why no face is cloaked: {@code PERHAPS_PERSON}, {@code OTHER_PERSON} or {@code NO_FACE}. */
    public PhotoOutcome.Status status() {
        return PhotoOutcome.Status.of(faces);
    }

    /** Where the pixels may differ from the input's: one area for each cloaked face. */
    public List<Rectangle> areas() {
        return faces.stream()
                .filter(face -> face.decision() == Decision.CLOAKED)
                .map(face -> FaceSquare.of(face.face().landmarks(), 0, photo.getWidth(), photo.getHeight())
                        .bounds())
                .toList();
    }

    /** The photo from whose pixels this was made, with the cloaked ones; the same photo if no face was cloaked. */
    public Photo in(Photo source) {
        return cloaked() == 0 ? source : source.withPixels(photo, areas());
    }
}
