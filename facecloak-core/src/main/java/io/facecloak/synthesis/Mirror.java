package io.facecloak.synthesis;

import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import java.awt.image.BufferedImage;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Swaps left and right, of the picture and of the landmarks' names. */
final class Mirror implements Variation {

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        return Mirror::mirrored;
    }

    private static Portrait mirrored(Portrait portrait) {
        BufferedImage picture = portrait.picture();
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] source = picture.getRGB(0, 0, width, height, null, 0, width);
        int[] mirrored = new int[source.length];
        for (int i = 0; i < source.length; i++) {
            int x = i % width;
            mirrored[i] = source[i - x + width - 1 - x];
        }
        Landmarks moved = portrait.landmarks().map(p -> new Point(width - 1 - p.x(), p.y()));
        return new Portrait(
                Pixels.of(width, height, mirrored),
                new Landmarks(moved.rightEye(), moved.leftEye(), moved.nose(), moved.rightMouth(), moved.leftMouth()));
    }
}
