package io.facecloak.internal.jpeg;

import java.util.Arrays;

/** Which bits of the coefficients the scans have told so far: each bit must come once, in order, and all must come. */
final class Progression {

    private static final int UNTOLD = -1;

    /** Position of the lowest bit that is told, per component and coefficient. */
    private final int[][] lowest;

    Progression(int components) {
        lowest = new int[components][64];
        for (int[] component : lowest) {
            Arrays.fill(component, UNTOLD);
        }
    }

    void add(ScanHeader scan) throws JpegStreamException {
        for (int component : scan.components()) {
            int[] bits = lowest[component];
            if (scan.start() > 0 && bits[0] == UNTOLD) {
                throw new JpegStreamException("AC coefficients before DC");
            }
            for (int k = scan.start(); k <= scan.end(); k++) {
                boolean first = bits[k] == UNTOLD && scan.high() == 0;
                boolean next = bits[k] > 0 && scan.high() == bits[k];
                if (!first && !next) {
                    throw new JpegStreamException("bad progression of scans");
                }
                bits[k] = scan.low();
            }
        }
    }

    void requireComplete() throws JpegStreamException {
        for (int[] component : lowest) {
            for (int bit : component) {
                if (bit != 0) {
                    throw new JpegStreamException("the scans leave out some coefficients");
                }
            }
        }
    }
}
