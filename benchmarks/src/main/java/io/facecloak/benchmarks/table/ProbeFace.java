package io.facecloak.benchmarks.table;

import io.facecloak.evaluation.FacePhoto;
import io.facecloak.face.Face;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** A probe and the face in it that is meant, as the judging side finds it. */
record ProbeFace(FacePhoto photo, Face face) {

    /** The photo as it is. */
    BufferedImage picture() throws IOException {
        return read(photo.file());
    }

    static BufferedImage read(Path file) throws IOException {
        return SrgbView.of(new PhotoReader().read(file).upright());
    }
}
