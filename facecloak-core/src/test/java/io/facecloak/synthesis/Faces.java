package io.facecloak.synthesis;

import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import io.facecloak.face.SimilarityTransform;
import java.awt.image.BufferedImage;

/** Synthetic pictures with known landmarks. */
public final class Faces {

    private Faces() {}

    /** Landmarks of an upright face with the given eye distance, its template centre at {@code centre}. */
    public static Landmarks landmarks(Point centre, double eyeDistance) {
        double scale = eyeDistance / FaceAligner.TEMPLATE.eyeDistance();
        SimilarityTransform move =
                SimilarityTransform.about(new Point(56, 72), 0, scale, centre.x() - 56, centre.y() - 72);
        return FaceAligner.TEMPLATE.map(move::apply);
    }

    /** Smooth colours everywhere, so that nothing is hidden by clipping or flat areas. */
    static BufferedImage colourful(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = (int) (127 + 100 * Math.sin(x / 9.0));
                int green = (int) (127 + 100 * Math.sin(y / 7.0));
                int blue = (int) (127 + 100 * Math.sin((x + y) / 11.0));
                picture.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return picture;
    }

    /** Black but for one soft white spot. */
    static BufferedImage spot(int width, int height, Point where, double sigma) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int reach = (int) Math.ceil(4 * sigma);
        for (int y = (int) where.y() - reach; y <= where.y() + reach; y++) {
            for (int x = (int) where.x() - reach; x <= where.x() + reach; x++) {
                if (x >= 0 && y >= 0 && x < width && y < height) {
                    double distance = new Point(x, y).distanceTo(where) / sigma;
                    int level = (int) Math.round(255 * Math.exp(-distance * distance / 2));
                    picture.setRGB(x, y, level * 0x010101);
                }
            }
        }
        return picture;
    }

    /** Centre of gravity of the brightness. */
    static Point brightest(BufferedImage picture) {
        double sum = 0;
        double sx = 0;
        double sy = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int level = picture.getRGB(x, y) & 0xff;
                sum += level;
                sx += level * x;
                sy += level * y;
            }
        }
        return new Point(sx / sum, sy / sum);
    }

    static int[] pixels(Portrait portrait) {
        BufferedImage picture = portrait.picture();
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }
}
