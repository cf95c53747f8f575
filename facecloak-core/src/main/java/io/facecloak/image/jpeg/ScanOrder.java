package io.facecloak.image.jpeg;

/** Leads a coder through the blocks of a scan in the order of the stream (T.81 A.2). */
final class ScanOrder {

    private ScanOrder() {}

    static void visit(FrameHeader frame, ScanHeader scan, Coefficients[] planes, BlockCoder coder)
            throws JpegStreamException {
        Restarts restarts = new Restarts(scan.restartInterval(), coder);
        if (scan.interleaved()) {
            for (int row = 0; row < frame.mcusHigh(); row++) {
                for (int column = 0; column < frame.mcusWide(); column++) {
                    restarts.beforeMcu();
                    visitMcu(frame, scan, planes, row, column, coder);
                }
            }
        } else {
            FrameComponent component = frame.components().get(scan.components()[0]);
            Coefficients plane = planes[scan.components()[0]];
            for (int row = 0; row < component.blocksHigh(); row++) {
                for (int column = 0; column < component.blocksWide(); column++) {
                    restarts.beforeMcu();
                    coder.block(0, plane.values(), plane.offset(row, column));
                }
            }
        }
        coder.end();
    }

    private static void visitMcu(
            FrameHeader frame, ScanHeader scan, Coefficients[] planes, int row, int column, BlockCoder coder)
            throws JpegStreamException {
        for (int i = 0; i < scan.components().length; i++) {
            FrameComponent component = frame.components().get(scan.components()[i]);
            Coefficients plane = planes[scan.components()[i]];
            for (int y = 0; y < component.vertical(); y++) {
                int offset = plane.offset(row * component.vertical() + y, column * component.horizontal());
                for (int x = 0; x < component.horizontal(); x++) {
                    coder.block(i, plane.values(), offset + 64 * x);
                }
            }
        }
    }

    /** Counts MCUs and tells where restart markers stand. */
    private static final class Restarts {

        private final int interval;
        private final BlockCoder coder;
        private int left;
        private int number;

        Restarts(int interval, BlockCoder coder) {
            this.interval = interval;
            this.coder = coder;
            this.left = interval;
        }

        void beforeMcu() throws JpegStreamException {
            if (interval == 0) {
                return;
            }
            if (left == 0) {
                coder.restart(number);
                number = number + 1 & 7;
                left = interval;
            }
            left--;
        }
    }
}
