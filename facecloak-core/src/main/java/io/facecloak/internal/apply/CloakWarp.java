package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.SimilarityTransform;
import java.awt.Rectangle;
import java.util.Arrays;
import java.util.List;

/** Adds δ to the pixels of one face by warping it from aligned space into the photo, row by row. */
final class CloakWarp {

    private static final int COLOURS = AlignedFace.CHANNELS;

    private CloakWarp() {}

    /** @param rivals other cloaked faces whose squares overlap this one; each pixel belongs to the one whose centre is nearest */
    static void add(AlignedDelta delta, FaceSquare square, List<FaceSquare> rivals, Samples photo) {
        SimilarityTransform toAligned = square.toAligned();
        // A photo pixel that covers several of δ's gets their mean; a point sample would alias.
        int grid = (int) Math.ceil(toAligned.scale() - 1e-9);
        Rectangle bounds = square.bounds();
        float[] changes = new float[bounds.width * COLOURS];
        for (int y = bounds.y; y < bounds.y + bounds.height; y++) {
            int left = square.left(y);
            int count = square.right(y) - left + 1;
            if (count <= 0) {
                continue;
            }
            if (grid <= 1) {
                delta.sample(toAligned, left, y, count, changes);
            } else {
                average(delta, toAligned, left, y, count, grid, changes);
            }
            if (!rivals.isEmpty()) {
                leave(square, rivals, left, y, count, changes);
            }
            photo.add(left, y, count, changes);
        }
    }

    private static void average(
            AlignedDelta delta, SimilarityTransform toAligned, int left, int y, int count, int grid, float[] changes) {
        Arrays.fill(changes, 0, count * COLOURS, 0);
        float share = 1f / (grid * grid);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < grid; j++) {
                double py = y - 0.5 + (j + 0.5) / grid;
                for (int k = 0; k < grid; k++) {
                    double px = left + i - 0.5 + (k + 0.5) / grid;
                    double u = toAligned.a() * px - toAligned.b() * py + toAligned.tx();
                    double v = toAligned.b() * px + toAligned.a() * py + toAligned.ty();
                    delta.accumulate(u, v, changes, i * COLOURS);
                }
            }
            for (int c = i * COLOURS; c < (i + 1) * COLOURS; c++) {
                changes[c] *= share;
            }
        }
    }

    /** Leaves to the rivals what is theirs. */
    private static void leave(FaceSquare square, List<FaceSquare> rivals, int left, int y, int count, float[] changes) {
        for (int i = 0; i < count; i++) {
            if (square.losesTo(rivals, left + i, y)) {
                Arrays.fill(changes, i * COLOURS, (i + 1) * COLOURS, 0);
            }
        }
    }
}
