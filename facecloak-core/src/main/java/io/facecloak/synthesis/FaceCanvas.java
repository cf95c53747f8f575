package io.facecloak.synthesis;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Portrait;
import io.facecloak.face.SimilarityTransform;

/** The upright square round a face on which variations work: the aligned crop, enlarged, with a margin for movement. */
final class FaceCanvas {

    /** Side in pixels. */
    static final int SIZE = 224;

    /** The part of the side that the aligned crop covers, in pixels. */
    private static final int CROP = 160;

    /** Beyond 8×8 samples a pixel, more of them are not seen any more. */
    private static final int MAX_OVERSAMPLING = 8;

    private FaceCanvas() {}

    /** The canvas of a face of any size; black outside the photo, as in every aligned crop. */
    static Portrait of(Portrait photo) {
        double enlargement = (double) CROP / AlignedFace.SIZE;
        double shift = (SIZE - CROP) / 2.0 + (enlargement - 1) / 2;
        SimilarityTransform toCanvas =
                FaceAligner.toAligned(photo.landmarks()).then(new SimilarityTransform(enlargement, 0, shift, shift));
        SimilarityTransform toPhoto = toCanvas.inverse();
        int samples = (int) Math.max(1, Math.min(MAX_OVERSAMPLING, Math.ceil(toPhoto.scale())));
        SimilarityTransform fineToCanvas =
                new SimilarityTransform(1.0 / samples, 0, (1.0 / samples - 1) / 2, (1.0 / samples - 1) / 2);
        AlignedFace fine = FaceAligner.sample(photo.picture(), fineToCanvas.then(toPhoto), SIZE * samples);
        return new Portrait(
                average(fine, samples).toPicture(), photo.landmarks().map(toCanvas::apply));
    }

    /** Means of {@code block}×{@code block} samples: what keeps large photos from aliasing. */
    private static AlignedFace average(AlignedFace fine, int block) {
        if (block == 1) {
            return fine;
        }
        int size = fine.size() / block;
        float[] means = new float[AlignedFace.CHANNELS * size * size];
        for (int c = 0; c < AlignedFace.CHANNELS; c++) {
            for (int y = 0; y < fine.size(); y++) {
                int row = (c * size + y / block) * size;
                for (int x = 0; x < fine.size(); x++) {
                    means[row + x / block] += fine.at(c, y, x) / (block * block);
                }
            }
        }
        return AlignedFace.of(size, means);
    }
}
