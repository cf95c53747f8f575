package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Gradients of losses of embeddings with respect to pixels. */
final class PixelGradients {

    private PixelGradients() {}

    /** The gradient of a loss with respect to a normalised embedding. */
    interface Cotangent {

        /**
         * @param face number of the face
         * @param embedding its embedding now
         */
        float[] of(int face, float[] embedding);
    }

    /** One gradient per face. Two runs: the loss may depend on the embedding in any way. */
    static float[][] perFace(List<AlignedFace> faces, Embedder surrogate, Cotangent loss) {
        float[][] embeddings = surrogate.embed(faces);
        float[][] cotangents = new float[faces.size()][];
        for (int k = 0; k < cotangents.length; k++) {
            cotangents[k] = loss.of(k, embeddings[k]);
        }
        int samples = faces.get(0).toArray().length;
        FloatBuffer pixels = direct(faces.size() * samples);
        faces.forEach(face -> face.putInto(pixels));
        FloatBuffer gradients = direct(faces.size() * samples);
        surrogate.embedWithGradient(pixels.flip(), cotangents, gradients);
        float[][] result = new float[faces.size()][samples];
        for (int k = 0; k < result.length; k++) {
            gradients.get(k * samples, result[k]);
        }
        return result;
    }

    /** The mean of the faces' gradients. */
    static float[] mean(List<AlignedFace> faces, Embedder surrogate, Cotangent loss) {
        float[][] gradients = perFace(faces, surrogate, loss);
        float[] mean = new float[gradients[0].length];
        for (float[] gradient : gradients) {
            addScaled(mean, gradient, 1.0 / gradients.length);
        }
        return mean;
    }

    static void addScaled(float[] sum, float[] vector, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (float) (factor * vector[i]);
        }
    }

    /** The sum of the magnitudes. */
    static double l1(float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += Math.abs(value);
        }
        return sum;
    }

    /** The faces with a common perturbation, clipped to [0, 1]. */
    static List<AlignedFace> plus(List<AlignedFace> faces, float[] delta) {
        return faces.stream().map(face -> face.plus(delta)).toList();
    }

    private static FloatBuffer direct(int values) {
        return ByteBuffer.allocateDirect(values * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
