package io.facecloak.internal.jpeg;

/** Leads a visitor through the blocks of a scan in the order of the stream (T.81 A.2). */
final class ScanOrder {

    private ScanOrder() {}

    static void visit(FrameHeader frame, ScanHeader scan, BlockVisitor visitor) throws JpegStreamException {
        Restarts restarts = new Restarts(scan.restartInterval(), visitor);
        if (scan.interleaved()) {
            for (int row = 0; row < frame.mcusHigh(); row++) {
                for (int column = 0; column < frame.mcusWide(); column++) {
                    restarts.beforeMcu();
                    visitMcu(frame, scan, row, column, visitor);
                }
            }
        } else {
            FrameComponent component = frame.components().get(scan.components()[0]);
            for (int row = 0; row < component.blocksHigh(); row++) {
                for (int column = 0; column < component.blocksWide(); column++) {
                    restarts.beforeMcu();
                    visitor.block(0, row, column);
                }
            }
        }
        visitor.end();
    }

    private static void visitMcu(FrameHeader frame, ScanHeader scan, int row, int column, BlockVisitor visitor)
            throws JpegStreamException {
        for (int i = 0; i < scan.components().length; i++) {
            FrameComponent component = frame.components().get(scan.components()[i]);
            for (int y = 0; y < component.vertical(); y++) {
                for (int x = 0; x < component.horizontal(); x++) {
                    visitor.block(i, row * component.vertical() + y, column * component.horizontal() + x);
                }
            }
        }
    }

    /** Counts MCUs and tells where restart markers stand. */
    private static final class Restarts {

        private final int interval;
        private final BlockVisitor visitor;
        private int left;
        private int number;

        Restarts(int interval, BlockVisitor visitor) {
            this.interval = interval;
            this.visitor = visitor;
            this.left = interval;
        }

        void beforeMcu() throws JpegStreamException {
            if (interval == 0) {
                return;
            }
            if (left == 0) {
                visitor.restart(number);
                number = number + 1 & 7;
                left = interval;
            }
            left--;
        }
    }
}
