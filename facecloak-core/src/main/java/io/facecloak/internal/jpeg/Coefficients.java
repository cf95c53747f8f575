package io.facecloak.internal.jpeg;

/** The quantised coefficients of one component: block by block, row by row, 64 per block in zigzag order. */
final class Coefficients {

    private final short[] values;
    private final int storedWide;

    Coefficients(FrameComponent component) throws JpegStreamException {
        long size = 64L * component.storedWide() * component.storedHigh();
        if (size > Integer.MAX_VALUE - 8) {
            throw new JpegStreamException("more blocks than an array holds");
        }
        this.values = new short[(int) size];
        this.storedWide = component.storedWide();
    }

    /** Shared, to be changed in place. */
    short[] values() {
        return values;
    }

    /** Where a block begins in {@link #values}. */
    int offset(int row, int column) {
        return 64 * (row * storedWide + column);
    }
}
