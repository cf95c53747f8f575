package io.facecloak.transform;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.SimilarityTransform;

/**
 * Bilinear resampling of a planar 3·S·S picture, a linear map, and its exact adjoint, which carries gradients back. Positions outside
 * the picture take its border's value. Immutable and thread-safe.
 */
final class AlignedWarp implements LinearMap {

    private final int size;
    /** Per result pixel: index of the upper left of the four source pixels, and the position between them. */
    private final int[] corners;

    private final float[] fractionsX;
    private final float[] fractionsY;

    /**
     * @param size side of source and result in pixels, at least 2
     * @param toSource takes pixels of the result to pixels of the source
     * @throws IllegalArgumentException if the size is less than 2
     */
    AlignedWarp(int size, SimilarityTransform toSource) {
        if (size < 2) {
            throw new IllegalArgumentException("size must be at least 2, but is " + size);
        }
        this.size = size;
        corners = new int[size * size];
        fractionsX = new float[size * size];
        fractionsY = new float[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double sourceX = clamp(toSource.a() * x - toSource.b() * y + toSource.tx());
                double sourceY = clamp(toSource.b() * x + toSource.a() * y + toSource.ty());
                int left = Math.min(size - 2, (int) sourceX);
                int top = Math.min(size - 2, (int) sourceY);
                int i = y * size + x;
                corners[i] = top * size + left;
                fractionsX[i] = (float) (sourceX - left);
                fractionsY[i] = (float) (sourceY - top);
            }
        }
    }

    /**
     * The resampled picture.
     *
     * @throws IllegalArgumentException if the length is not 3·S·S
     */
    @Override
    public float[] apply(float[] source) {
        requireLength("source", source);
        int plane = size * size;
        float[] result = new float[source.length];
        // Channels innermost: what a position costs is shared by them.
        for (int i = 0; i < plane; i++) {
            float fx = fractionsX[i];
            float fy = fractionsY[i];
            float gx = 1 - fx;
            float gy = 1 - fy;
            int corner = corners[i];
            for (int at = i; at < source.length; at += plane) {
                float top = gx * source[corner] + fx * source[corner + 1];
                float bottom = gx * source[corner + size] + fx * source[corner + size + 1];
                result[at] = gy * top + fy * bottom;
                corner += plane;
            }
        }
        return result;
    }

    /**
     * The adjoint's value: for all pictures x and gradients y, {@code ⟨apply(x), y⟩ = ⟨x, adjoint(y)⟩}.
     *
     * @param gradient with respect to the resampled picture
     * @return the gradient with respect to the source
     * @throws IllegalArgumentException if the length is not 3·S·S
     */
    @Override
    public float[] adjoint(float[] gradient) {
        requireLength("gradient", gradient);
        int plane = size * size;
        float[] result = new float[gradient.length];
        for (int i = 0; i < plane; i++) {
            float fx = fractionsX[i];
            float fy = fractionsY[i];
            float gx = 1 - fx;
            int corner = corners[i];
            for (int at = i; at < gradient.length; at += plane) {
                float bottom = fy * gradient[at];
                float top = gradient[at] - bottom;
                result[corner] += gx * top;
                result[corner + 1] += fx * top;
                result[corner + size] += gx * bottom;
                result[corner + size + 1] += fx * bottom;
                corner += plane;
            }
        }
        return result;
    }

    private double clamp(double position) {
        // Positions are never NaN, which Math.min and Math.max would look for.
        return position < 0 ? 0 : position > size - 1 ? size - 1 : position;
    }

    private void requireLength(String name, float[] values) {
        int length = AlignedFace.CHANNELS * size * size;
        if (values.length != length) {
            throw new IllegalArgumentException(name + " must hold " + length + " values, but holds " + values.length);
        }
    }
}
