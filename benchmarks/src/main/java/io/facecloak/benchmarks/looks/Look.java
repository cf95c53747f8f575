package io.facecloak.benchmarks.looks;

import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.FaceQuality;
import io.facecloak.face.Face;
import java.awt.image.BufferedImage;

/**
 * A photo before and after, as a person sees them.
 *
 * @param original upright sRGB
 * @param result what was written to a file and read again
 * @param face where the face is, in both
 */
record Look(FacePhoto photo, BufferedImage original, BufferedImage result, Face face) {

    FaceQuality quality() {
        return FaceQuality.between(original, result, face.landmarks());
    }
}
