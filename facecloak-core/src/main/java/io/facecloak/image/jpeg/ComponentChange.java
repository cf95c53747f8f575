package io.facecloak.image.jpeg;

/**
 * Adds sample changes to the coefficients of one component: their DCT, divided by the quantisation steps and rounded. What the file says
 * of a block stays as the base, so that nothing but the change is rounded. Not thread-safe.
 */
final class ComponentChange {

    /** What baseline files may hold. */
    private static final int MAX_AC = 1023;

    private static final int MIN_DC = -1024;
    private static final int MAX_DC = 1023;

    private final FrameComponent component;
    private final int[] steps;
    private final double[] weights;
    private final int ratioX;
    private final int ratioY;
    private final SampleChanges changes;
    private final ForwardDct dct = new ForwardDct();
    private final double[] block = new double[64];

    /**
     * @param steps quantisation table in zigzag order
     * @param weights of the samples of a pixel
     */
    ComponentChange(FrameHeader frame, FrameComponent component, int[] steps, double[] weights, SampleChanges changes)
            throws JpegStreamException {
        if (frame.maxHorizontal() % component.horizontal() != 0 || frame.maxVertical() % component.vertical() != 0) {
            throw new JpegStreamException("sampling factors that do not divide each other");
        }
        this.component = component;
        this.steps = steps;
        this.weights = weights;
        this.ratioX = frame.maxHorizontal() / component.horizontal();
        this.ratioY = frame.maxVertical() / component.vertical();
        this.changes = changes;
    }

    void addTo(Coefficients plane) {
        for (int row = 0; row < component.blocksHigh(); row++) {
            for (int column = 0; column < component.blocksWide(); column++) {
                int left = 8 * ratioX * column;
                int top = 8 * ratioY * row;
                if (changes.mayChange(left, top, left + 8 * ratioX, top + 8 * ratioY)) {
                    sample(left, top);
                    dct.transform(block);
                    add(plane.values(), plane.offset(row, column));
                }
            }
        }
    }

    /** The component's changes at a block: means over the pixels that share a sample, repeated beyond the picture's border. */
    private void sample(int left, int top) {
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                double sum = 0;
                for (int dy = 0; dy < ratioY; dy++) {
                    int py = Math.min(top + y * ratioY + dy, changes.height() - 1);
                    for (int dx = 0; dx < ratioX; dx++) {
                        int px = Math.min(left + x * ratioX + dx, changes.width() - 1);
                        sum += changes.weighted(px, py, weights);
                    }
                }
                block[8 * y + x] = sum / (ratioX * ratioY);
            }
        }
    }

    private void add(short[] values, int offset) {
        for (int k = 0; k < 64; k++) {
            int old = values[offset + k];
            long changed = old + Math.round(block[QuantisationTable.ZIGZAG[k]] / steps[k]);
            // Coefficients that the file already holds beyond these bounds may stay.
            int low = Math.min(old, k == 0 ? MIN_DC : -MAX_AC);
            int high = Math.max(old, k == 0 ? MAX_DC : MAX_AC);
            values[offset + k] = (short) Math.max(low, Math.min(high, changed));
        }
    }
}
