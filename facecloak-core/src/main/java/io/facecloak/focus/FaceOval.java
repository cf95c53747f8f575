package io.facecloak.focus;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import java.util.Arrays;

/**
 * The face from brow to chin, as an upright ellipse: the raised budget holds inside, in all channels, so that hair and background, where
 * people notice a change and recognisers hardly look, get the smaller one. Not in the paper. Stateless and thread-safe.
 */
public final class FaceOval implements FocusMask {

    /** Half axes, in distances of the eyes and in distances of eyes and mouth: cheek to cheek, forehead to chin. */
    private static final double HALF_WIDTH = 1.2;

    private static final double HALF_HEIGHT = 1.35;

    /** How far down from the eyes to the mouth the middle of a face is. */
    private static final double MIDDLE = 0.4;

    @Override
    public String name() {
        return "face-oval";
    }

    @Override
    public boolean[] raised(AlignedFace seed, Landmarks landmarks) {
        int size = seed.size();
        Point eyes = landmarks.leftEye().midpoint(landmarks.rightEye());
        Point mouth = landmarks.leftMouth().midpoint(landmarks.rightMouth());
        double x0 = eyes.x() + MIDDLE * (mouth.x() - eyes.x());
        double y0 = eyes.y() + MIDDLE * (mouth.y() - eyes.y());
        double halfWidth = HALF_WIDTH * landmarks.eyeDistance();
        double halfHeight = HALF_HEIGHT * eyes.distanceTo(mouth);
        boolean[] raised = new boolean[AlignedFace.CHANNELS * size * size];
        for (int y = 0; y < size; y++) {
            double v = (y - y0) / halfHeight;
            double reach = 1 - v * v;
            if (!(reach >= 0)) {
                continue;
            }
            int left = (int) Math.max(0, Math.ceil(x0 - halfWidth * Math.sqrt(reach)));
            int right = (int) Math.min(size, Math.floor(x0 + halfWidth * Math.sqrt(reach)) + 1);
            for (int c = 0; c < AlignedFace.CHANNELS && left < right; c++) {
                int row = (c * size + y) * size;
                Arrays.fill(raised, row + left, row + right, true);
            }
        }
        return raised;
    }
}
