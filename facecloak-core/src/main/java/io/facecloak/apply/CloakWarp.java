package io.facecloak.apply;

import io.facecloak.image.SimilarityTransform;
import java.util.List;

/** Adds δ to the pixels of one face by warping it from aligned space into the photo. */
final class CloakWarp {

    private CloakWarp() {}

    /** @param rivals other cloaked faces whose squares overlap this one; each pixel belongs to the one whose centre is nearest */
    static void add(AlignedDelta delta, FaceSquare square, List<FaceSquare> rivals, Samples photo) {
        SimilarityTransform toAligned = square.toAligned();
        // A photo pixel that covers several of δ's gets their mean; a point sample would alias.
        int grid = (int) Math.ceil(toAligned.scale() - 1e-9);
        float[] rgb = new float[3];
        for (int y = square.top(); y <= square.bottom(); y++) {
            int right = square.right(y);
            for (int x = square.left(y); x <= right; x++) {
                if (!square.covers(x, y) || !rivals.isEmpty() && square.losesTo(rivals, x, y)) {
                    continue;
                }
                rgb[0] = 0;
                rgb[1] = 0;
                rgb[2] = 0;
                if (grid <= 1) {
                    accumulate(delta, toAligned, x, y, rgb);
                } else {
                    average(delta, toAligned, x, y, grid, rgb);
                }
                if (rgb[0] != 0 || rgb[1] != 0 || rgb[2] != 0) {
                    photo.add(x, y, rgb[0], rgb[1], rgb[2]);
                }
            }
        }
    }

    private static void average(
            AlignedDelta delta, SimilarityTransform toAligned, int x, int y, int grid, float[] rgb) {
        for (int j = 0; j < grid; j++) {
            double py = y - 0.5 + (j + 0.5) / grid;
            for (int i = 0; i < grid; i++) {
                accumulate(delta, toAligned, x - 0.5 + (i + 0.5) / grid, py, rgb);
            }
        }
        float share = 1f / (grid * grid);
        rgb[0] *= share;
        rgb[1] *= share;
        rgb[2] *= share;
    }

    private static void accumulate(AlignedDelta delta, SimilarityTransform toAligned, double x, double y, float[] rgb) {
        double u = toAligned.a() * x - toAligned.b() * y + toAligned.tx();
        double v = toAligned.b() * x + toAligned.a() * y + toAligned.ty();
        delta.accumulate(u, v, rgb);
    }
}
