package io.facecloak.focus;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.focus.FocusMask.Region;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Region-Stickers (paper, Eq. 5): the raised budget holds in boxes round the eyes, the nose and the mouth, in all channels. For a
 * picture of side W the eyes get W/5 × W/11 pixels, the nose W/5 × W/4, the mouth the distance of its corners × W/4; whole numbers,
 * made even (22×10, 22×28 and mouth × 28 at 112 pixels). Stateless and thread-safe.
 */
public final class RegionStickers implements FocusMask {

    @Override
    public String name() {
        return "region-stickers";
    }

    /** The boxes of left eye, right eye, nose and mouth, clipped to a picture of this side. */
    public static List<Region> regions(Landmarks landmarks, int size) {
        int fifth = even(size / 5);
        int quarter = even(size / 4);
        int eyeHeight = even(size / 11);
        Point left = landmarks.leftMouth();
        Point right = landmarks.rightMouth();
        return Stream.of(
                        box(landmarks.leftEye(), fifth, eyeHeight),
                        box(landmarks.rightEye(), fifth, eyeHeight),
                        box(landmarks.nose(), fifth, quarter),
                        box(left.midpoint(right), even((int) left.distanceTo(right)), quarter))
                .map(box -> box.clippedTo(size))
                .toList();
    }

    @Override
    public boolean[] raised(AlignedFace seed, Landmarks landmarks) {
        int size = seed.size();
        boolean[] raised = new boolean[AlignedFace.CHANNELS * size * size];
        for (Region region : regions(landmarks, size)) {
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                for (int y = region.top(); y < region.bottom(); y++) {
                    int row = (c * size + y) * size;
                    Arrays.fill(raised, row + region.left(), row + region.right(), true);
                }
            }
        }
        return raised;
    }

    private static Region box(Point centre, int width, int height) {
        int left = (int) centre.x() - width / 2;
        int top = (int) centre.y() - height / 2;
        return new Region(left, top, left + width, top + height);
    }

    private static int even(int length) {
        return length + length % 2;
    }
}
