package io.facecloak.image.jpeg;

/** The discrete cosine transform of an 8×8 block (T.81 A.3.3). Not thread-safe. */
final class ForwardDct {

    private static final double[] BASIS = basis();

    private final double[] rows = new double[64];

    private static double[] basis() {
        double[] basis = new double[64];
        for (int u = 0; u < 8; u++) {
            double scale = u == 0 ? Math.sqrt(0.125) : 0.5;
            for (int x = 0; x < 8; x++) {
                basis[8 * u + x] = scale * Math.cos((2 * x + 1) * u * Math.PI / 16);
            }
        }
        return basis;
    }

    /** Replaces 64 samples, row by row, by their coefficients, also row by row. */
    void transform(double[] block) {
        for (int y = 0; y < 8; y++) {
            for (int u = 0; u < 8; u++) {
                double sum = 0;
                for (int x = 0; x < 8; x++) {
                    sum += BASIS[8 * u + x] * block[8 * y + x];
                }
                rows[8 * y + u] = sum;
            }
        }
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                double sum = 0;
                for (int y = 0; y < 8; y++) {
                    sum += BASIS[8 * v + y] * rows[8 * y + u];
                }
                block[8 * v + u] = sum;
            }
        }
    }
}
