package io.facecloak.benchmarks;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import io.facecloak.image.PhotoReader;
import io.facecloak.image.SrgbView;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/** A photo of a known person with the face that is meant: the one nearest to the middle, as in Labeled Faces in the Wild. */
record EvaluationPhoto(String identity, Path file, BufferedImage picture, Face face) {

    /** The photo, or nothing if the detector finds no face in it. */
    static Optional<EvaluationPhoto> read(String identity, Path file, LandmarkDetector detector) {
        try {
            BufferedImage picture = SrgbView.of(new PhotoReader().read(file).upright());
            return centralFace(picture, detector).map(face -> new EvaluationPhoto(identity, file, picture, face));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return file.getFileName().toString();
    }

    AlignedFace aligned() {
        return FaceAligner.align(picture, face.landmarks());
    }

    /** The face of a changed version of this photo as an attacker would crop it: detected anew, else where it was. */
    AlignedFace alignedAnew(BufferedImage changed, LandmarkDetector detector) {
        return FaceAligner.align(
                changed, centralFace(changed, detector).orElse(face).landmarks());
    }

    private static Optional<Face> centralFace(BufferedImage picture, LandmarkDetector detector) {
        double x = picture.getWidth() / 2.0;
        double y = picture.getHeight() / 2.0;
        return detector.detect(picture).stream()
                .min(Comparator.comparingDouble(face -> Math.hypot(
                        (face.box().left() + face.box().right()) / 2 - x,
                        (face.box().top() + face.box().bottom()) / 2 - y)));
    }
}
