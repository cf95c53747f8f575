package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.internal.image.GaussianKernel;

/**
 * Where the true face is in one photo: 1 on skin, eyes, brows, mouth and beard, 0 on the background beside the head, on hair across the
 * forehead, on glasses' frames and on whatever else has not the colour of this face's skin, soft in between. Landmarks give an outline and
 * the places of eyes and mouth, the skin within gives its colour. Where colours cannot tell, the outline alone counts. Stateless and
 * thread-safe.
 */
final class FaceRegion {

    /** The outline is this much wider where colours decide, and this much narrower where skin is expected. */
    private static final double LOOSE = 1.12;

    private static final double INNER = 0.72;

    /** Pixels over which the outline's weight falls: as it may cross skin, at the throat, no edge must be seen. */
    private static final double SOFT = 10;

    private static final double EDGE = 4;

    /**
     * Distances from the skin's colour in standard deviations: of skin anywhere; of skin in the shade of a fold, between skin, where
     * glasses are worn, whose frames are further away; and of such shades in other faces.
     */
    private static final double SKIN = 3;

    private static final double SHADE_WITH_GLASSES = 5;
    private static final double SHADE = 12;

    /** By how much distances from the skin's colour grow on the forehead, where hair is as likely. */
    private static final float HAIR = 0.6f;

    /** Half the width of shades that skin surrounds, and of things that do not hide skin behind them, such as a strand of hair. */
    private static final int GAP = 3;

    private static final int STRAND = 2;

    /** Shares of the inner face that have its colour: from nothing known to certain. */
    private static final double DOUBTFUL = 0.45;

    private static final double CERTAIN = 0.65;

    private static final GaussianKernel SMOOTHING = new GaussianKernel(7, 1.2);

    private FaceRegion() {}

    /**
     * @param face the face in aligned space, {@value AlignedFace#SIZE} pixels wide
     * @param landmarks of the face in aligned space
     * @return weights in [0, 1], whatever the input
     */
    static WeightMap of(AlignedFace face, Landmarks landmarks) {
        int size = face.size();
        FaceContour contour = new FaceContour(landmarks);
        FaceParts parts = new FaceParts(landmarks, contour);
        WeightMap outline = contour.weights(size, 1, SOFT);
        WeightMap loose = contour.weights(size, LOOSE, SOFT);
        WeightMap inner = contour.weights(size, INNER, EDGE);
        WeightMap features = parts.features(size);
        WeightMap expected = seen(without(inner, features), face);
        float[] distances = SkinColour.learn(face, expected).distances(loose);
        WeightMap forehead = parts.forehead(size);
        WeightMap skin = within(stricter(distances, forehead), SKIN, size);
        double certainty = WeightMap.ramp((skin.meanOver(expected) - DOUBTFUL) / (CERTAIN - DOUBTFUL));
        WeightMap complete = certainty > 0
                ? completed(skin, distances, parts, features, without(expected, forehead), outline)
                : outline;
        Point middle = contour.at(0, contour.height() / 2);
        WeightMap reached =
                complete.dilated(STRAND).reachedFrom(inside(middle.x(), size), inside(middle.y(), size), inner);
        float[] weights = new float[size * size];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.min(complete.at(i), reached.at(i));
        }
        WeightMap byColour = steeper(new WeightMap(size, weights).smoothed(SMOOTHING));
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (certainty * loose.at(i) * byColour.at(i) + (1 - certainty) * outline.at(i));
        }
        return new WeightMap(size, weights);
    }

    private static int inside(double position, int size) {
        return (int) Math.max(0, Math.min(size - 1, Math.round(position)));
    }

    /** Which pixels are that near to the skin's colour; the weight falls over two standard deviations. */
    private static WeightMap within(float[] distances, double reach, int size) {
        float[] weights = new float[distances.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = WeightMap.ramp((reach + 1 - distances[i]) / 2);
        }
        return new WeightMap(size, weights);
    }

    /** Distances count for more where hair is to be expected. */
    private static float[] stricter(float[] distances, WeightMap forehead) {
        float[] stricter = distances.clone();
        for (int i = 0; i < stricter.length; i++) {
            stricter[i] *= 1 + HAIR * forehead.at(i);
        }
        return stricter;
    }

    /** The map without what is wholly black, as everything outside the photo is. */
    private static WeightMap seen(WeightMap map, AlignedFace face) {
        float[] planes = face.toArray();
        float[] seen = map.toArray();
        for (int i = 0; i < seen.length; i++) {
            if (planes[i] <= 0 && planes[seen.length + i] <= 0 && planes[2 * seen.length + i] <= 0) {
                seen[i] = 0;
            }
        }
        return new WeightMap(map.size(), seen);
    }

    private static WeightMap without(WeightMap map, WeightMap part) {
        float[] rest = map.toArray();
        for (int i = 0; i < rest.length; i++) {
            rest[i] *= 1 - part.at(i);
        }
        return new WeightMap(map.size(), rest);
    }

    /** Adds to the skin the features, shades between skin, and a beard where the chin shows one. */
    private static WeightMap completed(
            WeightMap skin,
            float[] distances,
            FaceParts parts,
            WeightMap features,
            WeightMap cheeks,
            WeightMap outline) {
        WeightMap shade = within(distances, SHADE - parts.glasses(skin) * (SHADE - SHADE_WITH_GLASSES), skin.size());
        WeightMap hollows = parts.hollows(skin.size());
        WeightMap closed = skin.closed(GAP);
        float beard = WeightMap.ramp((0.65 - skin.meanOver(parts.chin(skin.size()))) / 0.3);
        WeightMap lowerFace = parts.lowerFace(outline);
        float[] complete = skin.toArray();
        for (int i = 0; i < complete.length; i++) {
            float shaded = Math.min(shade.at(i), Math.max(hollows.at(i), cheeks.at(i) * closed.at(i)));
            float part = Math.max(features.at(i), beard * lowerFace.at(i));
            complete[i] = Math.max(complete[i], Math.max(shaded, part));
        }
        return new WeightMap(skin.size(), complete);
    }

    /** Takes back what smoothing carried over the edges. */
    private static WeightMap steeper(WeightMap map) {
        float[] weights = map.toArray();
        for (int i = 0; i < weights.length; i++) {
            float t = WeightMap.ramp((weights[i] - 0.3) / 0.55);
            weights[i] = t * t * (3 - 2 * t);
        }
        return new WeightMap(map.size(), weights);
    }
}
