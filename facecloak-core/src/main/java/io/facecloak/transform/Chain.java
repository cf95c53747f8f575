package io.facecloak.transform;

import java.util.List;

/** One map after the other. */
record Chain(List<DifferentiableMap> maps) implements DifferentiableMap {

    Chain {
        maps = List.copyOf(maps);
    }

    @Override
    public float[] apply(float[] picture) {
        float[] result = picture;
        for (DifferentiableMap map : maps) {
            result = map.apply(result);
        }
        return result;
    }

    @Override
    public float[] pullback(float[] picture, float[] gradient) {
        float[][] inputs = new float[maps.size()][];
        float[] value = picture;
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = value;
            if (i < inputs.length - 1) {
                value = maps.get(i).apply(value);
            }
        }
        float[] result = gradient;
        for (int i = inputs.length - 1; i >= 0; i--) {
            result = maps.get(i).pullback(inputs[i], result);
        }
        return result;
    }
}
