package io.facecloak.internal.jpeg;

/** The discrete cosine transform of an 8×8 block (T.81 A.3.3). */
final class ForwardDct {

    /** Halves of cos(k π / 16). */
    private static final double C1 = half(1);

    private static final double C2 = half(2);
    private static final double C3 = half(3);
    private static final double C4 = half(4);
    private static final double C5 = half(5);
    private static final double C6 = half(6);
    private static final double C7 = half(7);

    private ForwardDct() {}

    private static double half(int k) {
        return Math.cos(k * Math.PI / 16) / 2;
    }

    /** Replaces 64 samples, row by row, by their coefficients, also row by row. */
    static void transform(double[] block) {
        for (int y = 0; y < 8; y++) {
            transform(block, 8 * y, 1);
        }
        for (int x = 0; x < 8; x++) {
            transform(block, x, 8);
        }
    }

    /** Eight numbers. Cosines of even frequencies are symmetric, those of odd ones antisymmetric. */
    private static void transform(double[] block, int at, int step) {
        double even0 = block[at] + block[at + 7 * step];
        double even1 = block[at + step] + block[at + 6 * step];
        double even2 = block[at + 2 * step] + block[at + 5 * step];
        double even3 = block[at + 3 * step] + block[at + 4 * step];
        double odd0 = block[at] - block[at + 7 * step];
        double odd1 = block[at + step] - block[at + 6 * step];
        double odd2 = block[at + 2 * step] - block[at + 5 * step];
        double odd3 = block[at + 3 * step] - block[at + 4 * step];
        block[at] = (even0 + even3 + (even1 + even2)) * C4;
        block[at + 4 * step] = (even0 + even3 - (even1 + even2)) * C4;
        block[at + 2 * step] = (even0 - even3) * C2 + (even1 - even2) * C6;
        block[at + 6 * step] = (even0 - even3) * C6 - (even1 - even2) * C2;
        block[at + step] = odd0 * C1 + odd1 * C3 + odd2 * C5 + odd3 * C7;
        block[at + 3 * step] = odd0 * C3 - odd1 * C7 - odd2 * C1 - odd3 * C5;
        block[at + 5 * step] = odd0 * C5 - odd1 * C1 + odd2 * C7 + odd3 * C3;
        block[at + 7 * step] = odd0 * C7 - odd1 * C5 + odd2 * C3 - odd3 * C1;
    }
}
