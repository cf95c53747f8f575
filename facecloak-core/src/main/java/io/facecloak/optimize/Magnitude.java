package io.facecloak.optimize;

/** The mean magnitude of a gradient's samples. */
final class Magnitude {

    private Magnitude() {}

    /** The factor that brings it to 1; 0 for a gradient of zeros. */
    static float inverseMean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += Math.abs(value);
        }
        return sum == 0 ? 0 : (float) (values.length / sum);
    }

    static float[] normalised(float[] values) {
        return Projection.scaled(values, inverseMean(values));
    }
}
