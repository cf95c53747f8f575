package io.facecloak.optimize;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.SimilarityTransform;
import io.facecloak.transform.LinearMap;

/**
 * Bilinear resampling of a planar 3·S·S picture, a linear map, and its exact adjoint, which carries gradients back. Positions outside
 * the picture take its border's value. Immutable and thread-safe.
 */
public final class AlignedWarp implements LinearMap {

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
    public AlignedWarp(int size, SimilarityTransform toSource) {
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
        for (int offset = 0; offset < source.length; offset += plane) {
            for (int i = 0; i < plane; i++) {
                int corner = offset + corners[i];
                float fx = fractionsX[i];
                float fy = fractionsY[i];
                float top = (1 - fx) * source[corner] + fx * source[corner + 1];
                float bottom = (1 - fx) * source[corner + size] + fx * source[corner + size + 1];
                result[offset + i] = (1 - fy) * top + fy * bottom;
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
        for (int offset = 0; offset < gradient.length; offset += plane) {
            for (int i = 0; i < plane; i++) {
                int corner = offset + corners[i];
                float fx = fractionsX[i];
                float bottom = fractionsY[i] * gradient[offset + i];
                float top = gradient[offset + i] - bottom;
                result[corner] += (1 - fx) * top;
                result[corner + 1] += fx * top;
                result[corner + size] += (1 - fx) * bottom;
                result[corner + size + 1] += fx * bottom;
            }
        }
        return result;
    }

    private double clamp(double position) {
        return Math.max(0, Math.min(size - 1, position));
    }

    private void requireLength(String name, float[] values) {
        int length = AlignedFace.CHANNELS * size * size;
        if (values.length != length) {
            throw new IllegalArgumentException(name + " must hold " + length + " values, but holds " + values.length);
        }
    }
}
