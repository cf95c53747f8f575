package io.facecloak.onnx.arc2face;

import ai.onnxruntime.platform.Fp16Conversions;
import java.util.Random;

/** Random weights by name: the same for a graph and for the plain arithmetic beside it. */
final class Weights {

    private final boolean half;

    /** @param half whether weights are rounded to half precision, as an export rounds them */
    Weights(boolean half) {
        this.half = half;
    }

    /** Whether graphs with these weights are half-precision graphs. */
    boolean half() {
        return half;
    }

    double[] normal(String name, double deviation, int count) {
        return normal(name, 0, deviation, count);
    }

    double[] normal(String name, double mean, double deviation, int count) {
        Random random = new Random(31L * name.hashCode() + count);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = mean + deviation * random.nextGaussian();
        }
        return rounded(values);
    }

    /** The values as they cross a graph's border. */
    double[] rounded(double[] values) {
        double[] rounded = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            float value = (float) values[i];
            rounded[i] = half ? Fp16Conversions.fp16ToFloat(Fp16Conversions.floatToFp16(value)) : value;
        }
        return rounded;
    }
}
