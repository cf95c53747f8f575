package io.facecloak.face;

import io.facecloak.internal.image.RgbPixels;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

/**
 * Brings a face into aligned space with the five-point ArcFace template: the least-squares similarity transform of the landmarks,
 * bilinear sampling, black outside the photo. Stateless and thread-safe.
 */
public final class FaceAligner {

    /** Where the five landmarks lie in aligned space (ArcFace's template for 112×112). */
    public static final Landmarks TEMPLATE = new Landmarks(
            new Point(38.2946, 51.6963),
            new Point(73.5318, 51.5014),
            new Point(56.0252, 71.7366),
            new Point(41.5493, 92.3655),
            new Point(70.7299, 92.2041));

    private FaceAligner() {}

    /**
     * The transform from photo pixels to aligned space.
     *
     * @throws IllegalArgumentException if all landmarks coincide
     */
    public static SimilarityTransform toAligned(Landmarks landmarks) {
        List<Point> template = TEMPLATE.points();
        return SimilarityTransform.between(landmarks.points(), template);
    }

    /** The aligned crop of the face with these landmarks. */
    public static AlignedFace align(BufferedImage photo, Landmarks landmarks) {
        Objects.requireNonNull(photo, "photo");
        Objects.requireNonNull(landmarks, "landmarks");
        return sample(photo, toAligned(landmarks).inverse(), AlignedFace.SIZE);
    }

    /**
     * Samples a square crop bilinearly.
     *
     * @param toPhoto takes crop pixels to photo pixels
     * @param size side of the crop in pixels
     */
    public static AlignedFace sample(BufferedImage photo, SimilarityTransform toPhoto, int size) {
        Objects.requireNonNull(photo, "photo");
        RgbPixels pixels = RgbPixels.of(photo);
        int[] patch = new int[4];
        int width = photo.getWidth();
        int height = photo.getHeight();
        int plane = size * size;
        float[] out = new float[AlignedFace.CHANNELS * plane];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double px = toPhoto.a() * x - toPhoto.b() * y + toPhoto.tx();
                double py = toPhoto.b() * x + toPhoto.a() * y + toPhoto.ty();
                if (!(px > -1 && py > -1 && px < width && py < height)) {
                    continue;
                }
                int x0 = (int) Math.floor(px);
                int y0 = (int) Math.floor(py);
                double fx = px - x0;
                double fy = py - y0;
                patch[0] = rgb(pixels, x0, y0, width, height);
                patch[1] = rgb(pixels, x0 + 1, y0, width, height);
                patch[2] = rgb(pixels, x0, y0 + 1, width, height);
                patch[3] = rgb(pixels, x0 + 1, y0 + 1, width, height);
                for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                    int shift = 16 - 8 * c;
                    double top = (1 - fx) * (patch[0] >> shift & 0xff) + fx * (patch[1] >> shift & 0xff);
                    double bottom = (1 - fx) * (patch[2] >> shift & 0xff) + fx * (patch[3] >> shift & 0xff);
                    out[c * plane + y * size + x] = (float) (((1 - fy) * top + fy * bottom) / 255);
                }
            }
        }
        return AlignedFace.of(size, out);
    }

    private static int rgb(RgbPixels pixels, int x, int y, int width, int height) {
        return x < 0 || y < 0 || x >= width || y >= height ? 0 : pixels.at(x, y);
    }
}
