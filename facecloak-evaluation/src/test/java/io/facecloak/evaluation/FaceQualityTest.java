package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.testing.FixedModels;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaceQualityTest {

    @Test
    void looksAtTheFaceAloneAndAtBothScales() {
        BufferedImage photo = FixedModels.picture(600, 500, 1);
        Landmarks landmarks = face(150, 60, 3);
        Rectangle square = FaceQuality.square(landmarks, 600, 500);
        BufferedImage changed = copy(photo);
        changed.setRGB(square.x - 2, square.y, ~changed.getRGB(square.x - 2, square.y));

        FaceQuality outside = FaceQuality.between(photo, changed, landmarks);
        assertEquals(Double.POSITIVE_INFINITY, outside.photo().psnr());
        assertEquals(Double.POSITIVE_INFINITY, outside.aligned().psnr());
        assertTrue(outside.photo().msSsim().isPresent(), "the face has 333 pixels a side");
        assertTrue(outside.aligned().msSsim().isEmpty(), "the aligned crop has 112");

        changed.setRGB(300, 200, ~changed.getRGB(300, 200));
        assertTrue(FaceQuality.between(photo, changed, landmarks).photo().psnr() < Double.POSITIVE_INFINITY);
    }

    /** A pattern finer than the aligned crop's pixels is seen in the photo and hardly in the crop. */
    @Test
    void aLargeFaceShowsWhatItsAlignedCropHides() {
        BufferedImage photo = new BufferedImage(900, 900, BufferedImage.TYPE_INT_RGB);
        BufferedImage noisy = new BufferedImage(900, 900, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 900 * 900; i++) {
            photo.setRGB(i % 900, i / 900, 0x808080);
            noisy.setRGB(i % 900, i / 900, i % 2 == 0 ? 0x909090 : 0x707070);
        }
        FaceQuality quality = FaceQuality.between(photo, noisy, face(30, 30, 7.5));
        assertEquals(20 * Math.log10(255 / 16.0), quality.photo().psnr(), 0.01);
        assertTrue(quality.aligned().psnr() > quality.photo().psnr() + 1, quality.toString());
    }

    /** Whatever the face's place, turn and size: the square holds every photo pixel that the aligned crop is made of, and no more than that. */
    @Test
    void theSquareHoldsTheCrop() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            Landmarks landmarks = turned(
                    2 * Math.PI * random.nextDouble(),
                    0.3 + 5 * random.nextDouble(),
                    900 * random.nextDouble(),
                    700 * random.nextDouble());
            Rectangle square = FaceQuality.square(landmarks, 900, 700);
            SimilarityTransform toPhoto = FaceAligner.toAligned(landmarks).inverse();
            double left = Double.MAX_VALUE;
            double right = -Double.MAX_VALUE;
            for (int corner = 0; corner < 4; corner++) {
                Point p = toPhoto.apply(new Point(111 * (corner % 2), 111 * (corner / 2)));
                left = Math.min(left, p.x());
                right = Math.max(right, p.x());
            }
            assertEquals(Math.max(0, left), square.x, 1 + 1e-6);
            assertEquals(Math.min(899, right), square.x + square.width - 1, 1 + 1e-6);
            assertTrue(new Rectangle(900, 700).contains(square));
        }
    }

    @Test
    void refusesAFaceThatThePhotoDoesNotHold() {
        BufferedImage photo = FixedModels.picture(200, 200, 1);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> FaceQuality.between(photo, photo, face(500, 500, 1)));
        assertTrue(e.getMessage().contains("200x200"), e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> FaceQuality.between(photo, FixedModels.picture(200, 201, 1), face(20, 20, 1)));
    }

    /** An upright face whose aligned crop starts at a point of the photo and is magnified. */
    private static Landmarks face(double x, double y, double scale) {
        return FaceAligner.TEMPLATE.map(p -> new Point(x + scale * p.x(), y + scale * p.y()));
    }

    /** A face about a point. */
    private static Landmarks turned(double radians, double scale, double x, double y) {
        double middle = (AlignedFace.SIZE - 1) / 2.0;
        SimilarityTransform turn =
                SimilarityTransform.about(new Point(middle, middle), radians, scale, x - middle, y - middle);
        return FaceAligner.TEMPLATE.map(turn::apply);
    }

    private static BufferedImage copy(BufferedImage photo) {
        BufferedImage copy = new BufferedImage(photo.getWidth(), photo.getHeight(), BufferedImage.TYPE_INT_RGB);
        copy.createGraphics().drawImage(photo, 0, 0, null);
        return copy;
    }
}
