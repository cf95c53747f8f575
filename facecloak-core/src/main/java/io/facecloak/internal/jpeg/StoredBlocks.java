package io.facecloak.internal.jpeg;

/** Gives a coder the blocks of stored coefficients. */
final class StoredBlocks implements BlockVisitor {

    private final Coefficients[] planes;
    private final BlockCoder coder;

    /** @param planes of the frame's components */
    StoredBlocks(ScanHeader scan, Coefficients[] planes, BlockCoder coder) {
        this.planes = new Coefficients[scan.components().length];
        for (int i = 0; i < this.planes.length; i++) {
            this.planes[i] = planes[scan.components()[i]];
        }
        this.coder = coder;
    }

    @Override
    public void block(int position, int row, int column) throws JpegStreamException {
        Coefficients plane = planes[position];
        coder.block(position, plane.values(), plane.offset(row, column));
    }

    @Override
    public void restart(int number) throws JpegStreamException {
        coder.restart(number);
    }

    @Override
    public void end() throws JpegStreamException {
        coder.end();
    }
}
