package io.facecloak.testing;

import io.facecloak.array.ArrayEngine;
import java.nio.FloatBuffer;
import java.util.Random;

/** Errs as far as an array engine may with rows of norm 1, in either direction. */
public final class RoughEngine implements ArrayEngine {

    private final Random random;

    public RoughEngine(long seed) {
        random = new Random(seed);
    }

    @Override
    public String name() {
        return "rough";
    }

    @Override
    public synchronized float[][] products(float[][] probes, FloatBuffer rows) {
        float[][] products = ArrayEngine.plain().products(probes, rows);
        for (int p = 0; p < probes.length; p++) {
            for (int r = 0; r < products[p].length; r++) {
                products[p][r] += (float) (0.8 * ArrayEngine.tolerance(probes[p]) * (2 * random.nextInt(2) - 1));
            }
        }
        return products;
    }
}
