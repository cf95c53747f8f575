package io.facecloak.onnx.arc2face;

/**
 * Standard normal numbers that are the same on every Java version and machine: SplitMix64 (Steele, Lea and Flood 2014) gives 53-bit
 * numbers in [−1, 1), Marsaglia's polar method with {@link StrictMath} turns pairs of them into pairs of normal ones. Not thread-safe.
 */
final class GaussianNoise {

    private long state;
    private double spare;
    private boolean hasSpare;

    GaussianNoise(long seed) {
        this.state = seed;
    }

    /** The next {@code count} numbers. */
    double[] next(int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = next();
        }
        return values;
    }

    private double next() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double u;
        double v;
        double square;
        do {
            u = uniform();
            v = uniform();
            square = u * u + v * v;
        } while (square >= 1 || square == 0);
        double scale = Math.sqrt(-2 * StrictMath.log(square) / square);
        spare = v * scale;
        hasSpare = true;
        return u * scale;
    }

    private double uniform() {
        return (nextLong() >> 11) * 0x1p-52;
    }

    /** The next number of SplitMix64. */
    long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        long mixed = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
