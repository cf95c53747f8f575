package io.facecloak.benchmarks.looks;

import io.facecloak.evaluation.FaceQuality;
import io.facecloak.face.Face;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Cuts a face with some room about it out of a photo: at full size where that is large enough to see, else enlarged by a whole number. */
final class FaceCut {

    /** About the square of the aligned crop, as a share of its side. */
    private static final double MARGIN = 0.125;

    /** A side in pixels from which a face is shown as it is. */
    private static final int LARGE = 320;

    private static final int LARGEST_FACTOR = 3;

    private final Rectangle area;

    /** @param photo upright, in whose pixels the face is given */
    FaceCut(Face face, BufferedImage photo) {
        Rectangle square = FaceQuality.square(face.landmarks(), photo.getWidth(), photo.getHeight());
        square.grow((int) (square.width * MARGIN), (int) (square.height * MARGIN));
        this.area = square.intersection(new Rectangle(photo.getWidth(), photo.getHeight()));
    }

    /** Of a photo of that size. */
    BufferedImage of(BufferedImage photo) {
        int factor = factor();
        BufferedImage cut = new BufferedImage(factor * area.width, factor * area.height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = cut.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(
                photo.getSubimage(area.x, area.y, area.width, area.height),
                0,
                0,
                cut.getWidth(),
                cut.getHeight(),
                null);
        graphics.dispose();
        return cut;
    }

    private int factor() {
        int side = Math.max(area.width, area.height);
        return Math.max(1, Math.min(LARGEST_FACTOR, (LARGE + side - 1) / side));
    }
}
