package io.facecloak.internal.jpeg;

import java.util.Arrays;

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

    /** From a coefficient of the sums to one of the file. */
    private final double[] scales;

    private final double[] weights;
    private final int ratioX;
    private final int ratioY;
    private final SampleChanges changes;
    private final double[] block = new double[64];

    /** Changes of the pixels that share each sample of a block, band by band. */
    private final int[] sums;

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
        this.weights = weights;
        this.ratioX = frame.maxHorizontal() / component.horizontal();
        this.ratioY = frame.maxVertical() / component.vertical();
        this.changes = changes;
        this.scales = new double[64];
        for (int k = 0; k < 64; k++) {
            scales[k] = 1.0 / (ratioX * ratioY * steps[k]);
        }
        this.sums = new int[64 * changes.bands()];
    }

    /**
     * One per component.
     *
     * @param steps quantisation table of each, in zigzag order
     * @throws JpegStreamException if the sampling factors do not divide each other
     * @throws IllegalArgumentException if the changes do not fit the picture or the model
     */
    static ComponentChange[] of(FrameHeader frame, int[][] steps, SampleChanges changes, ColourModel model)
            throws JpegStreamException {
        if (changes.width() != frame.width() || changes.height() != frame.height()) {
            throw new IllegalArgumentException("changes of " + changes.width() + "x" + changes.height()
                    + " pixels do not fit a picture of " + frame.width() + "x" + frame.height());
        }
        int count = frame.components().size();
        if (model.components() != count || changes.bands() != count) {
            throw new IllegalArgumentException("changes of " + changes.bands() + " samples and the model " + model
                    + " do not fit a picture of " + count + " components");
        }
        ComponentChange[] parts = new ComponentChange[count];
        for (int i = 0; i < count; i++) {
            parts[i] = new ComponentChange(frame, frame.components().get(i), steps[i], model.weights(i), changes);
        }
        return parts;
    }

    void addTo(Coefficients plane) {
        for (int row = 0; row < component.blocksHigh(); row++) {
            for (int column = 0; column < component.blocksWide(); column++) {
                if (touches(row, column)) {
                    addTo(row, column, plane.values(), plane.offset(row, column));
                }
            }
        }
    }

    /** Whether a block may change; false for sure where it says so. Those that only complete an MCU never do. */
    boolean touches(int row, int column) {
        if (row >= component.blocksHigh() || column >= component.blocksWide()) {
            return false;
        }
        int left = 8 * ratioX * column;
        int top = 8 * ratioY * row;
        return changes.mayChange(left, top, left + 8 * ratioX, top + 8 * ratioY);
    }

    /** @param offset of the block's first coefficient */
    void addTo(int row, int column, short[] values, int offset) {
        sample(8 * ratioX * column, 8 * ratioY * row);
        ForwardDct.transform(block);
        add(values, offset);
    }

    /** The component's changes at a block: sums over the pixels that share a sample, repeated beyond the picture's border. */
    private void sample(int left, int top) {
        int bands = changes.bands();
        Arrays.fill(sums, 0);
        for (int y = 0; y < 8 * ratioY; y++) {
            int row = 8 * bands * (y / ratioY);
            changes.addRow(left, Math.min(top + y, changes.height() - 1), ratioX, sums, row);
        }
        for (int i = 0; i < 64; i++) {
            double sum = 0;
            for (int band = 0; band < bands; band++) {
                sum += weights[band] * sums[bands * i + band];
            }
            block[i] = sum;
        }
    }

    private void add(short[] values, int offset) {
        for (int k = 0; k < 64; k++) {
            int old = values[offset + k];
            int changed = old + (int) Math.floor(block[QuantisationTable.ZIGZAG[k]] * scales[k] + 0.5);
            // Coefficients that the file already holds beyond these bounds may stay.
            int low = Math.min(old, k == 0 ? MIN_DC : -MAX_AC);
            int high = Math.max(old, k == 0 ? MAX_DC : MAX_AC);
            values[offset + k] = (short) Math.max(low, Math.min(high, changed));
        }
    }
}
