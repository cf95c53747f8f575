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
        // The derivative of a linear map is the same everywhere, so what no other map is given is not computed.
        int asked = maps.size();
        while (asked > 0 && maps.get(asked - 1) instanceof LinearMap) {
            asked--;
        }
        float[][] inputs = new float[asked][];
        for (int i = 0; i < asked; i++) {
            inputs[i] = i == 0 ? picture : maps.get(i - 1).apply(inputs[i - 1]);
        }
        float[] result = gradient;
        for (int i = maps.size() - 1; i >= 0; i--) {
            result = maps.get(i) instanceof LinearMap map
                    ? map.adjoint(result)
                    : maps.get(i).pullback(inputs[i], result);
        }
        return result;
    }
}
