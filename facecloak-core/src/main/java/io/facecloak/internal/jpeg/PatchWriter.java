package io.facecloak.internal.jpeg;

/** Writes a sequential file with some blocks changed and all else as it came, metadata left out. For one file, once. */
final class PatchWriter implements StreamHandler {

    private final SampleChanges changes;
    private final ColourModel model;
    private final JpegOutput out;
    private FrameHeader frame;
    private ComponentChange[] parts;

    private PatchWriter(SampleChanges changes, ColourModel model, JpegOutput out) {
        this.changes = changes;
        this.model = model;
        this.out = out;
    }

    /** As {@link JpegPatch#apply}, with {@link NotPatchableException} if the file must be encoded as a whole. */
    static byte[] write(byte[] file, long maxPixels, SampleChanges changes, ColourModel model)
            throws JpegStreamException {
        // Changed blocks may need some more bits.
        JpegOutput out = new JpegOutput(file.length + file.length / 16);
        out.marker(Markers.SOI);
        new StreamReader(file, maxPixels, new PatchWriter(changes, model, out)).read();
        out.marker(Markers.EOI);
        return out.toByteArray();
    }

    @Override
    public void segment(Segment segment) {
        out.segment(segment);
    }

    @Override
    public void begin(FrameHeader frame, int[][] steps) throws JpegStreamException {
        this.parts = ComponentChange.of(frame, steps, changes, model);
        this.frame = frame;
        if (frame.progressive()) {
            throw new NotPatchableException("the scans of a progressive file");
        }
    }

    @Override
    public void scan(ScanHeader scan, HuffmanTables tables, BitReader in) throws JpegStreamException {
        out.segment(new Segment(Markers.SOS, scan.data()));
        ScanOrder.visit(frame, scan, new ScanPatch(scan, parts, tables, in, out));
    }
}
