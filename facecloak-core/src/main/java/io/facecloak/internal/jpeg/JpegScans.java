package io.facecloak.internal.jpeg;

/** Checks a sequential file's scans by reading all of their blocks, of which nothing is stored. For one file, once. */
public final class JpegScans {

    private JpegScans() {}

    /** Whether no block of a baseline or extended sequential file is missing or damaged; false for files of other kinds. */
    public static boolean areComplete(byte[] file) {
        try {
            new StreamReader(file, Long.MAX_VALUE, new Reading()).read();
            return true;
        } catch (JpegStreamException e) {
            return false;
        }
    }

    private static final class Reading implements StreamHandler {

        private FrameHeader frame;

        @Override
        public void segment(Segment segment) {}

        @Override
        public void begin(FrameHeader header, int[][] steps) throws JpegStreamException {
            if (header.progressive()) {
                throw new JpegStreamException("the scans of a progressive file");
            }
            frame = header;
        }

        @Override
        public void scan(ScanHeader scan, HuffmanTables tables, BitReader in) throws JpegStreamException {
            SequentialDecoder decoder = new SequentialDecoder(scan, tables, in);
            ScanOrder.visit(frame, scan, new BlockVisitor() {
                @Override
                public void block(int position, int row, int column) throws JpegStreamException {
                    decoder.dc(position);
                    decoder.skipAc(position);
                }

                @Override
                public void restart(int number) throws JpegStreamException {
                    decoder.restart(number);
                }

                @Override
                public void end() {
                    decoder.end();
                }
            });
        }
    }
}
