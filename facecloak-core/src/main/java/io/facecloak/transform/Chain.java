package io.facecloak.transform;

import java.util.List;

/** One map after the other. */
record Chain(List<LinearMap> maps) implements LinearMap {

    Chain {
        maps = List.copyOf(maps);
    }

    @Override
    public float[] apply(float[] picture) {
        float[] result = picture;
        for (LinearMap map : maps) {
            result = map.apply(result);
        }
        return result;
    }

    @Override
    public float[] adjoint(float[] gradient) {
        float[] result = gradient;
        for (int i = maps.size() - 1; i >= 0; i--) {
            result = maps.get(i).adjoint(result);
        }
        return result;
    }
}
