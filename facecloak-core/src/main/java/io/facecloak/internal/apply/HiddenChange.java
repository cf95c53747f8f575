package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;

/**
 * How large a change each place of one photo's face hides: nothing beside the face, little on smooth skin, eyes and lips, much in brows, beard
 * and wrinkles, and less in large faces, where every pixel of aligned space is a patch. Stateless and thread-safe.
 */
final class HiddenChange {

    /** The factor of eyes and lips. */
    private static final float WATCHED = 0.25f;

    /** Photo pixels per aligned pixel up to which faces are small, and the least factor of large ones. */
    private static final double SMALL = 1.5;

    private static final double LEAST = 0.4;

    private HiddenChange() {}

    /**
     * Factors of a budget for each pixel.
     *
     * @param face in aligned space
     * @param landmarks of the face in aligned space
     * @param enlargement photo pixels per aligned pixel
     */
    static float[] factors(AlignedFace face, Landmarks landmarks, double enlargement) {
        WeightMap region = FaceRegion.of(face, landmarks);
        WeightMap watched = new FaceParts(landmarks, new FaceContour(landmarks)).watched(face.size());
        float[] factors = TextureMask.factors(face);
        float scale = (float) Math.max(LEAST, Math.min(1, Math.sqrt(SMALL / enlargement)));
        for (int i = 0; i < factors.length; i++) {
            float hidden = factors[i] + watched.at(i) * (Math.min(factors[i], WATCHED) - factors[i]);
            factors[i] = scale * region.at(i) * hidden;
        }
        return factors;
    }
}
