package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.image.GaussianKernel;

/** Smooths gradients with a Gaussian (translation invariance, Dong et al. 2019); zero beyond the border. Immutable and thread-safe. */
record TranslationInvariance(GaussianKernel kernel) {

    /** A smoothed copy of planes of this side. */
    float[] smooth(float[] planes, int size) {
        double[] weights = kernel.weights();
        return along(along(planes, size, weights, 1), size, weights, size);
    }

    /** @param stride 1 along rows, the side along columns */
    private static float[] along(float[] planes, int size, double[] weights, int stride) {
        float[] result = new float[planes.length];
        for (int i = 0; i < AlignedFace.CHANNELS * size * size; i++) {
            int place = i / stride % size;
            double sum = 0;
            for (int tap = 0; tap < weights.length; tap++) {
                int offset = tap - weights.length / 2;
                if (place + offset >= 0 && place + offset < size) {
                    sum += weights[tap] * planes[i + offset * stride];
                }
            }
            result[i] = (float) sum;
        }
        return result;
    }
}
