package io.facecloak.face;

import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * A face in <em>aligned space</em>: a square RGB picture whose eyes, nose and mouth lie where the ArcFace template puts them. The
 * library's aligned space is {@value #SIZE}×{@value #SIZE}; other sizes serve experiments. Immutable and thread-safe.
 *
 * <p>Values are in [0, 1], gamma-encoded sRGB, as planes R, G, B of rows from top to bottom (index {@code (c·size + y)·size + x}).
 */
public final class AlignedFace {

    /** Side of the library's aligned space in pixels. */
    public static final int SIZE = 112;

    /** Number of colour planes. */
    public static final int CHANNELS = 3;

    private final int size;
    private final float[] planes;

    private AlignedFace(int size, float[] planes) {
        this.size = size;
        this.planes = planes;
    }

    /**
     * Copies planes R, G, B.
     *
     * @throws IllegalArgumentException if {@code planes} does not hold 3·size·size values
     */
    public static AlignedFace of(int size, float[] planes) {
        Objects.requireNonNull(planes, "planes");
        if (size < 1 || planes.length != CHANNELS * size * size) {
            throw new IllegalArgumentException(
                    "planes must hold 3*size*size values, but size is " + size + " and the length " + planes.length);
        }
        return new AlignedFace(size, planes.clone());
    }

    /**
     * Takes an already aligned square picture.
     *
     * @throws IllegalArgumentException if the picture is not square
     */
    public static AlignedFace of(BufferedImage picture) {
        int size = picture.getWidth();
        if (picture.getHeight() != size) {
            throw new IllegalArgumentException(
                    "an aligned face is square, but the picture has " + size + "x" + picture.getHeight() + " pixels");
        }
        int plane = size * size;
        int[] rgb = picture.getRGB(0, 0, size, size, null, 0, size);
        float[] planes = new float[CHANNELS * plane];
        for (int i = 0; i < plane; i++) {
            planes[i] = (rgb[i] >> 16 & 0xff) / 255f;
            planes[plane + i] = (rgb[i] >> 8 & 0xff) / 255f;
            planes[2 * plane + i] = (rgb[i] & 0xff) / 255f;
        }
        return new AlignedFace(size, planes);
    }

    /** Side in pixels. */
    public int size() {
        return size;
    }

    /** The value of one sample. */
    public float at(int channel, int y, int x) {
        return planes[(channel * size + y) * size + x];
    }

    /** A copy of the planes. */
    public float[] toArray() {
        return planes.clone();
    }

    /** Appends the planes to {@code target} and advances its position. */
    public void putInto(FloatBuffer target) {
        target.put(planes);
    }

    /** This face with {@code delta} (same layout, same units) added and clipped to [0, 1]. */
    public AlignedFace plus(float[] delta) {
        if (delta.length != planes.length) {
            throw new IllegalArgumentException(
                    "delta must hold " + planes.length + " values, but holds " + delta.length);
        }
        float[] sum = new float[planes.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = Math.min(1, Math.max(0, planes[i] + delta[i]));
        }
        return new AlignedFace(size, sum);
    }

    /** The mirror image: left and right swapped. */
    public AlignedFace mirrored() {
        float[] mirrored = new float[planes.length];
        for (int i = 0; i < planes.length; i++) {
            int x = i % size;
            mirrored[i] = planes[i - x + size - 1 - x];
        }
        return new AlignedFace(size, mirrored);
    }

    /** The face as an 8-bit RGB picture, rounded to nearest. */
    public BufferedImage toPicture() {
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        int plane = size * size;
        int[] rgb = new int[plane];
        for (int i = 0; i < plane; i++) {
            rgb[i] = level(planes[i]) << 16 | level(planes[plane + i]) << 8 | level(planes[2 * plane + i]);
        }
        picture.setRGB(0, 0, size, size, rgb, 0, size);
        return picture;
    }

    private static int level(float value) {
        return Math.round(Math.min(1, Math.max(0, value)) * 255);
    }
}
