package io.facecloak.evaluation;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Finds the faces that are meant, before and after something was done to their photos. Thread-safe, as its detector is. */
record ProbeFaces(LandmarkDetector detector, FaceCrop crop) {

    /** A photo and the face in it that is meant. */
    record Probe(BufferedImage picture, Face face) {

        AlignedFace aligned() {
            return FaceAligner.align(picture, face.landmarks());
        }
    }

    /**
     * @throws UncheckedIOException if the photo cannot be read
     * @throws IllegalStateException if it shows no face, as photos that were embedded before do
     */
    Probe read(FacePhoto photo) {
        BufferedImage picture;
        try {
            picture = SrgbView.of(new PhotoReader().read(photo.file()).upright());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Face face = crop.face(picture, detector)
                .orElseThrow(() -> new IllegalStateException("the face in " + photo.file() + " is gone"));
        return new Probe(picture, face);
    }

    /**
     * The face of a changed photo as an attacker would crop it.
     *
     * @param there where the landmarks lie unless the change hides them
     */
    AlignedFace alignedAnew(BufferedImage changed, Landmarks there) {
        return FaceAligner.align(changed, crop.again(changed, detector, there));
    }
}
