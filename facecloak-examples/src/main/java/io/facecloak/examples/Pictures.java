package io.facecloak.examples;

import io.facecloak.report.ReportPictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** The pictures that a person looks at. */
final class Pictures {

    private static final int GAP = 8;

    /** Differences of a cloak are a few levels of 255: too small to see without this factor. */
    private static final int AMPLIFICATION = 8;

    private Pictures() {}

    /** Original, protected, and their amplified difference about mid-grey. */
    static BufferedImage comparison(BufferedImage before, BufferedImage after) {
        return row(List.of(before, after, ReportPictures.difference(before, after, AMPLIFICATION)));
    }

    /** The pictures side by side on white. */
    static BufferedImage row(List<BufferedImage> pictures) {
        int width = GAP;
        int height = 1;
        for (BufferedImage picture : pictures) {
            width += picture.getWidth() + GAP;
            height = Math.max(height, picture.getHeight());
        }
        BufferedImage row = new BufferedImage(width, height + 2 * GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = row.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, row.getWidth(), row.getHeight());
        int x = GAP;
        for (BufferedImage picture : pictures) {
            graphics.drawImage(picture, x, GAP, null);
            x += picture.getWidth() + GAP;
        }
        graphics.dispose();
        return row;
    }

    static void write(BufferedImage picture, Path png) throws IOException {
        if (!ImageIO.write(picture, "png", png.toFile())) {
            throw new IOException("cannot write " + png);
        }
    }
}
