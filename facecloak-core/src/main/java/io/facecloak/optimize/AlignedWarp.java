package io.facecloak.optimize;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.SimilarityTransform;
import java.nio.FloatBuffer;

/**
 * Bilinear resampling of a planar 3·S·S picture, a linear map, and its exact adjoint, which carries gradients back. Positions outside
 * the picture take its border's value. Immutable and thread-safe.
 */
public final class AlignedWarp {

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
     * Writes the resampled picture.
     *
     * @param source 3·S·S values from index 0 on
     * @param result receives 3·S·S values from index 0 on; not the source
     * @throws IllegalArgumentException if a buffer's limit is not 3·S·S
     */
    public void apply(FloatBuffer source, FloatBuffer result) {
        requireLimit("source", source);
        requireLimit("result", result);
        int plane = size * size;
        for (int offset = 0; offset < AlignedFace.CHANNELS * plane; offset += plane) {
            for (int i = 0; i < plane; i++) {
                int corner = offset + corners[i];
                float fx = fractionsX[i];
                float fy = fractionsY[i];
                float top = (1 - fx) * source.get(corner) + fx * source.get(corner + 1);
                float bottom = (1 - fx) * source.get(corner + size) + fx * source.get(corner + size + 1);
                result.put(offset + i, (1 - fy) * top + fy * bottom);
            }
        }
    }

    /**
     * Adds the adjoint's value: for all pictures x and gradients y, {@code ⟨apply(x), y⟩ = ⟨x, adjoint(y)⟩}.
     *
     * @param gradient with respect to the result, 3·S·S values from index 0 on
     * @param sum the gradient with respect to the source is added to its 3·S·S values
     * @throws IllegalArgumentException if a buffer's limit is not 3·S·S
     */
    public void addAdjoint(FloatBuffer gradient, FloatBuffer sum) {
        requireLimit("gradient", gradient);
        requireLimit("sum", sum);
        int plane = size * size;
        for (int offset = 0; offset < AlignedFace.CHANNELS * plane; offset += plane) {
            for (int i = 0; i < plane; i++) {
                int corner = offset + corners[i];
                float fx = fractionsX[i];
                float bottom = fractionsY[i] * gradient.get(offset + i);
                float top = gradient.get(offset + i) - bottom;
                add(sum, corner, (1 - fx) * top);
                add(sum, corner + 1, fx * top);
                add(sum, corner + size, (1 - fx) * bottom);
                add(sum, corner + size + 1, fx * bottom);
            }
        }
    }

    /** The resampled picture. */
    public float[] apply(float[] source) {
        float[] result = new float[source.length];
        apply(FloatBuffer.wrap(source), FloatBuffer.wrap(result));
        return result;
    }

    /** The adjoint's value. */
    public float[] adjoint(float[] gradient) {
        float[] sum = new float[gradient.length];
        addAdjoint(FloatBuffer.wrap(gradient), FloatBuffer.wrap(sum));
        return sum;
    }

    private static void add(FloatBuffer sum, int index, float value) {
        sum.put(index, sum.get(index) + value);
    }

    private double clamp(double position) {
        return Math.max(0, Math.min(size - 1, position));
    }

    private void requireLimit(String name, FloatBuffer buffer) {
        int length = AlignedFace.CHANNELS * size * size;
        if (buffer.limit() != length) {
            throw new IllegalArgumentException(name + " must hold " + length + " values, but holds " + buffer.limit());
        }
    }
}
