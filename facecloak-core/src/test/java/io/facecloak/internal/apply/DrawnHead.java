package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * A head drawn as an ellipsoid with eyes, brows, nose and mouth, turned by an angle: a photo whose true face is known pixel by pixel. Lengths
 * are in pixels of the ArcFace template, from the middle of the eyes.
 */
final class DrawnHead {

    private static final int SIDE = 280;
    private static final double UNIT = 1.4;

    /** Half axes of the head, and where its middle lies. */
    private static final double HALF_WIDTH = 37;

    private static final double HALF_HEIGHT = 52;
    private static final double HALF_DEPTH = 43;
    private static final double MIDDLE_DOWN = 16;
    private static final double MIDDLE_BEHIND = 27;

    private final double yaw;
    private final Color skin;
    private final AffineTransform toPhoto;
    private final BufferedImage photo = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    private final Area face;
    private final Area covered = new Area();

    /**
     * @param degrees by which the head is turned to the right of the picture
     * @param tilt by which it leans, in degrees
     */
    DrawnHead(double degrees, double tilt, Color skin, Color hair, Color background) {
        this.yaw = Math.toRadians(degrees);
        this.skin = skin;
        toPhoto = AffineTransform.getTranslateInstance(SIDE / 2.0, 0.42 * SIDE);
        toPhoto.rotate(Math.toRadians(tilt));
        toPhoto.scale(UNIT, UNIT);
        face = new Area(headOf(1));
        Graphics2D graphics = graphics();
        graphics.setTransform(new AffineTransform());
        graphics.setColor(background);
        graphics.fillRect(0, 0, SIDE, SIDE);
        graphics.setTransform(toPhoto);
        // Hair ends above the forehead, 34 above the eyes.
        Area crown = new Area(headOf(1.12));
        crown.intersect(new Area(new Rectangle2D.Double(-100, -100, 200, 66)));
        graphics.setColor(hair);
        graphics.fill(headOf(1));
        graphics.fill(crown);
        face.subtract(new Area(new Rectangle2D.Double(-100, -100, 200, 66)));
        graphics.setColor(skin);
        graphics.fill(face);
        graphics.setColor(new Color(40, 25, 20));
        for (double side : new double[] {-17.6, 17.6}) {
            double x = x(side, 0);
            double narrow = Math.cos(yaw);
            graphics.fill(new Ellipse2D.Double(x - 5 * narrow, -2.5, 10 * narrow, 5));
            graphics.fill(new Ellipse2D.Double(x - 9 * narrow, -12, 18 * narrow, 3));
        }
        graphics.setColor(skin.darker());
        graphics.fill(new Ellipse2D.Double(x(0, 16) - 5, 21, 10, 3));
        graphics.setColor(new Color(150, 60, 60));
        double left = x(-14.5, 3);
        graphics.fill(new Ellipse2D.Double(left, 37.7, x(14.5, 3) - left, 6));
        graphics.dispose();
    }

    private Graphics2D graphics() {
        Graphics2D graphics = photo.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setTransform(toPhoto);
        return graphics;
    }

    private double x(double across, double before) {
        return across * Math.cos(yaw) + before * Math.sin(yaw);
    }

    private Shape headOf(double size) {
        double middle = x(0, -MIDDLE_BEHIND);
        double half = size * Math.hypot(HALF_WIDTH * Math.cos(yaw), HALF_DEPTH * Math.sin(yaw));
        double height = size * HALF_HEIGHT;
        return new Ellipse2D.Double(middle - half, MIDDLE_DOWN - height, 2 * half, 2 * height);
    }

    /** Puts a thing in front of the face; its place is no longer face. */
    DrawnHead cover(Shape shape, Color colour) {
        Graphics2D graphics = graphics();
        graphics.setColor(colour);
        graphics.fill(shape);
        graphics.dispose();
        covered.add(new Area(shape));
        face.subtract(covered);
        return this;
    }

    DrawnHead withFringe(Color hair) {
        Area fringe = new Area(headOf(1.05));
        fringe.intersect(new Area(new Rectangle2D.Double(-100, -100, 200, 83)));
        return cover(fringe, hair);
    }

    /** Frames and the arm that is seen. */
    DrawnHead withGlasses(Color frames) {
        BasicStroke thin = new BasicStroke(2.5f);
        Area glasses = new Area();
        double narrow = Math.cos(yaw);
        for (double side : new double[] {-17.6, 17.6}) {
            Shape rim = new Ellipse2D.Double(x(side, 0) - 13 * narrow, -8, 26 * narrow, 19);
            glasses.add(new Area(thin.createStrokedShape(rim)));
        }
        glasses.add(new Area(thin.createStrokedShape(new Line2D.Double(x(-5, 4), 0, x(5, 4), 0))));
        double ear = yaw > 0 ? -1 : 1;
        glasses.add(new Area(thin.createStrokedShape(
                new Line2D.Double(x(ear * 30, 0), -1, x(ear * HALF_WIDTH, -MIDDLE_BEHIND), -2))));
        return cover(glasses, frames);
    }

    /** Light from the right of the picture: the left gets this share of it. */
    DrawnHead litFromTheRight(double share) {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double light = Math.pow(share + (1 - share) * x / SIDE, 1 / 2.2);
                int rgb = 0;
                for (int shift = 0; shift <= 16; shift += 8) {
                    rgb |= (int) (light * (photo.getRGB(x, y) >> shift & 0xff)) << shift;
                }
                photo.setRGB(x, y, rgb);
            }
        }
        return this;
    }

    /** Noise of a sensor, so that no area has one colour alone. */
    DrawnHead withNoise(long seed) {
        Random random = new Random(seed);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int rgb = 0;
                for (int shift = 0; shift <= 16; shift += 8) {
                    int level = (photo.getRGB(x, y) >> shift & 0xff) + (int) Math.round(3 * random.nextGaussian());
                    rgb |= Math.max(0, Math.min(255, level)) << shift;
                }
                photo.setRGB(x, y, rgb);
            }
        }
        return this;
    }

    DrawnHead gray() {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                Color colour = new Color(photo.getRGB(x, y));
                int luma = (int)
                        Math.round(0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue());
                photo.setRGB(x, y, luma * 0x010101);
            }
        }
        return this;
    }

    BufferedImage photo() {
        return photo;
    }

    Landmarks landmarks() {
        return new Landmarks(
                photoPoint(-17.6, 0, 0),
                photoPoint(17.6, 0, 0),
                photoPoint(0, 20, 19),
                photoPoint(-14.5, 40.7, 3),
                photoPoint(14.5, 40.7, 3));
    }

    private Point photoPoint(double across, double down, double before) {
        Point2D p = toPhoto.transform(new Point2D.Double(x(across, before), down), null);
        return new Point(p.getX(), p.getY());
    }

    AlignedFace aligned() {
        return FaceAligner.align(photo, landmarks());
    }

    WeightMap region() {
        SimilarityTransform toAligned = FaceAligner.toAligned(landmarks());
        return FaceRegion.of(aligned(), landmarks().map(toAligned::apply));
    }

    /** Aligned pixels at least {@code margin} template pixels inside the face. */
    boolean[] facePixels(double margin) {
        return pixels(face, margin);
    }

    /** Aligned pixels at least {@code margin} outside the head and all that covers it. */
    boolean[] backgroundPixels(double margin) {
        Area outside = new Area(new Rectangle2D.Double(-200, -200, 400, 400));
        outside.subtract(new Area(headOf(1)));
        outside.subtract(covered);
        return pixels(outside, margin);
    }

    /** Aligned pixels of what covers the face, at least {@code margin} from its edges, and within the head by as much. */
    boolean[] coveredPixels(double margin) {
        Area inside = new Area(headOf(1));
        inside.intersect(covered);
        return pixels(inside, margin);
    }

    private boolean[] pixels(Area area, double margin) {
        BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = mask.createGraphics();
        graphics.setTransform(toPhoto);
        graphics.setColor(Color.WHITE);
        graphics.fill(area);
        graphics.setColor(Color.BLACK);
        graphics.setStroke(new BasicStroke((float) (2 * margin)));
        graphics.draw(area);
        graphics.dispose();
        SimilarityTransform back = FaceAligner.toAligned(landmarks()).inverse();
        int size = AlignedFace.SIZE;
        boolean[] pixels = new boolean[size * size];
        for (int i = 0; i < pixels.length; i++) {
            Point p = back.apply(new Point(i % size, i / size));
            int x = (int) Math.round(p.x());
            int y = (int) Math.round(p.y());
            pixels[i] =
                    x >= 0 && y >= 0 && x < SIDE && y < SIDE && mask.getRaster().getSample(x, y, 0) > 0;
        }
        return pixels;
    }
}
