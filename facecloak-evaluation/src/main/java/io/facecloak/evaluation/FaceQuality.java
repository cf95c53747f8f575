package io.facecloak.evaluation;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.internal.image.SrgbView;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Objects;

/**
 * How much a face differs between a photo and its protected copy, at the two scales that matter: in the photo's own pixels, which is what
 * people see, and in aligned space, which is what recognisers see and papers measure. What looks fine in 112×112 pixels can be blotches in
 * a face of a thousand. Immutable and thread-safe.
 *
 * @param photo of the face's square in the photo's own pixels
 * @param aligned of the aligned crop, {@value io.facecloak.face.AlignedFace#SIZE}×{@value io.facecloak.face.AlignedFace#SIZE}
 */
public record FaceQuality(QualityScores photo, QualityScores aligned) {

    public FaceQuality {
        Objects.requireNonNull(photo, "photo");
        Objects.requireNonNull(aligned, "aligned");
    }

    /**
     * Compares one face of two photos.
     *
     * @param original upright
     * @param copy of the same size; the face is where it is in the original
     * @param landmarks of the face in the original, in pixels
     * @throws IllegalArgumentException if the sizes differ, the landmarks coincide, or less than 11×11 pixels of the face lie in the photo
     */
    public static FaceQuality between(BufferedImage original, BufferedImage copy, Landmarks landmarks) {
        BufferedImage before = SrgbView.of(original);
        BufferedImage after = SrgbView.of(copy);
        ImageQuality.requireSameSize(before, after);
        Rectangle square = square(landmarks, before.getWidth(), before.getHeight());
        return new FaceQuality(
                ImageQuality.scores(cut(before, square), cut(after, square)),
                ImageQuality.scores(aligned(before, landmarks), aligned(after, landmarks)));
    }

    /**
     * The pixels of a photo among which the aligned crop lies, hence all that a cloak can change: an upright rectangle about the crop's
     * square, as far as the photo reaches.
     *
     * @param width of the photo
     * @param height of the photo
     * @throws IllegalArgumentException if the landmarks coincide, or the face lies outside the photo
     */
    public static Rectangle square(Landmarks landmarks, int width, int height) {
        SimilarityTransform toPhoto = FaceAligner.toAligned(landmarks).inverse();
        double half = (AlignedFace.SIZE - 1) / 2.0;
        Point centre = toPhoto.apply(new Point(half, half));
        double reach = half * (Math.abs(toPhoto.a()) + Math.abs(toPhoto.b()));
        int left = (int) Math.max(0, Math.floor(centre.x() - reach));
        int top = (int) Math.max(0, Math.floor(centre.y() - reach));
        int right = (int) Math.min(width - 1, Math.ceil(centre.x() + reach));
        int bottom = (int) Math.min(height - 1, Math.ceil(centre.y() + reach));
        if (left > right || top > bottom) {
            throw new IllegalArgumentException("the face at " + centre + " lies outside the photo of " + width + "x"
                    + height + " pixels: give landmarks in pixels of this photo");
        }
        return new Rectangle(left, top, right - left + 1, bottom - top + 1);
    }

    private static BufferedImage cut(BufferedImage photo, Rectangle square) {
        return photo.getSubimage(square.x, square.y, square.width, square.height);
    }

    private static BufferedImage aligned(BufferedImage photo, Landmarks landmarks) {
        return FaceAligner.align(photo, landmarks).toPicture();
    }
}
