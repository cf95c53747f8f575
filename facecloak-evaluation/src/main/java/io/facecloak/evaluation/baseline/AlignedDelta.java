package io.facecloak.evaluation.baseline;

import io.facecloak.apply.FacePolicy;
import io.facecloak.face.Face;
import io.facecloak.internal.apply.CloakApplier;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Puts a perturbation of aligned space into a photo the way cloaks are put there, so that methods differ by their perturbation alone. */
public final class AlignedDelta {

    private static final CloakInfo UNNAMED =
            new CloakInfo("benchmark", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());

    private AlignedDelta() {}

    /**
     * @param delta of {@link CloakMask#LENGTH} samples in units of [0, 1] pixel values
     * @return a copy of the photo with the perturbation on the face
     */
    public static BufferedImage add(float[] delta, BufferedImage photo, Face face) {
        return new CloakApplier(new CloakMask(delta, UNNAMED, List.of()), new NoDetector(), List.of(), FacePolicy.ALL)
                .apply(photo, List.of(face))
                .photo();
    }

    /** The face is known. */
    private static final class NoDetector implements LandmarkDetector {

        @Override
        public List<Face> detect(BufferedImage photo) {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
