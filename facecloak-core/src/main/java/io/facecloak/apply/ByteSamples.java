package io.facecloak.apply;

import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;

/** Samples of one byte each, interleaved in any order. */
final class ByteSamples implements Samples {

    private final byte[] bytes;
    private final int offset;
    private final int scanlineStride;
    private final int pixelStride;
    private final int[] bandOffsets;
    private final boolean gray;

    ByteSamples(DataBufferByte data, PixelInterleavedSampleModel model, boolean gray) {
        this.bytes = data.getData();
        this.offset = data.getOffset();
        this.scanlineStride = model.getScanlineStride();
        this.pixelStride = model.getPixelStride();
        this.bandOffsets = model.getBandOffsets();
        this.gray = gray;
    }

    @Override
    public void add(int x, int y, float red, float green, float blue) {
        int at = offset + y * scanlineStride + x * pixelStride;
        change(at + bandOffsets[0], red);
        if (!gray) {
            change(at + bandOffsets[1], green);
            change(at + bandOffsets[2], blue);
        }
    }

    private void change(int at, float change) {
        bytes[at] = (byte) Samples.changed(bytes[at] & 0xff, change);
    }
}
