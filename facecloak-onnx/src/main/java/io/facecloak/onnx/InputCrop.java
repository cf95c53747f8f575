package io.facecloak.onnx;

import io.facecloak.face.AlignedFace;

/**
 * The upright square of aligned space that a network sees, as its training aligned faces. Measured in pixels of aligned space, whose own
 * square reaches from 0 to {@value AlignedFace#SIZE} in both directions. What lies outside of that square is black, as it is outside of a
 * photo. Immutable.
 *
 * @param left the left edge
 * @param top the upper edge
 * @param side width and height, 16 to 1024
 */
public record InputCrop(double left, double top, double side) {

    /** All of aligned space: ArcFace's own crop. */
    public static final InputCrop ALIGNED = new InputCrop(0, 0, AlignedFace.SIZE);

    /**
     * dlib's face chip ({@code get_face_chip_details} with a padding of 0.25): the least-squares similarity from ArcFace's five points to the
     * centres of the eyes, the tip of the nose and the corners of the mouth in dlib's mean shape, without its rotation by 0.3 degrees. It
     * leaves out 20 pixels above and shows 12 pixels more below, which are black here.
     */
    public static final InputCrop DLIB = new InputCrop(4.74, 19.67, 104.24);

    public InputCrop {
        // No negative zeros, which differ from the others only as texts.
        left += 0.0;
        top += 0.0;
        if (!Double.isFinite(left) || !Double.isFinite(top) || !(side >= 16 && side <= 1024)) {
            throw new IllegalArgumentException(
                    "crop must have a side of 16 to 1024 pixels and finite edges, but is " + text(left, top, side));
        }
        if (Math.max(left, top) >= AlignedFace.SIZE || Math.min(left, top) <= -side) {
            throw new IllegalArgumentException("crop must show a part of the square from 0 to " + AlignedFace.SIZE
                    + ", but is " + text(left, top, side));
        }
    }

    /**
     * Aligned space with a margin on all sides.
     *
     * @param share of the side of aligned space, such as 0.1; negative for a tighter crop
     * @throws IllegalArgumentException if nothing is left, or far too much
     */
    public static InputCrop withMargin(double share) {
        return new InputCrop(-share * AlignedFace.SIZE, -share * AlignedFace.SIZE, (1 + 2 * share) * AlignedFace.SIZE);
    }

    /** Whether it is {@link #ALIGNED}. */
    public boolean isAligned() {
        return equals(ALIGNED);
    }

    /** The rows of a picture of this size from the rows of aligned space, as a matrix [size, {@value AlignedFace#SIZE}] in C order. */
    public double[] rows(int size) {
        double[] matrix = new double[size * AlignedFace.SIZE];
        for (int i = 0; i < size; i++) {
            put(matrix, i, 1, AlignedFace.SIZE, top, size);
        }
        return matrix;
    }

    /** The columns of a picture of this size from the columns of aligned space, as a matrix [{@value AlignedFace#SIZE}, size] in C order. */
    public double[] columns(int size) {
        double[] matrix = new double[size * AlignedFace.SIZE];
        for (int i = 0; i < size; i++) {
            put(matrix, i, size, 1, left, size);
        }
        return matrix;
    }

    /**
     * Cuts the square out of one plane of an aligned face and resizes it.
     *
     * @param plane [{@value AlignedFace#SIZE}, {@value AlignedFace#SIZE}]
     * @return [size, size]
     */
    public float[] cut(float[] plane, int size) {
        double[] rows = rows(size);
        double[] columns = columns(size);
        float[] result = new float[size * size];
        for (int y = 0; y < size; y++) {
            for (int k = 0; k < AlignedFace.SIZE; k++) {
                double row = rows[y * AlignedFace.SIZE + k];
                for (int m = 0; row != 0 && m < AlignedFace.SIZE; m++) {
                    double value = row * plane[k * AlignedFace.SIZE + m];
                    for (int x = 0; x < size; x++) {
                        result[y * size + x] += (float) (value * columns[m * size + x]);
                    }
                }
            }
        }
        return result;
    }

    /** Bilinear, with the centres of pixels at halves. */
    private void put(double[] matrix, int pixel, int inner, int outer, double start, int size) {
        double place = start + (pixel + 0.5) * side / size;
        if (place < 0 || place > AlignedFace.SIZE) {
            return;
        }
        double centre = Math.max(0, Math.min(AlignedFace.SIZE - 1, place - 0.5));
        int first = Math.min((int) centre, AlignedFace.SIZE - 2);
        double second = centre - first;
        matrix[pixel * outer + first * inner] = 1 - second;
        matrix[pixel * outer + (first + 1) * inner] = second;
    }

    /** As {@code crop=} takes it. */
    @Override
    public String toString() {
        return text(left, top, side);
    }

    private static String text(double left, double top, double side) {
        return left + "," + top + "," + side;
    }
}
