package io.facecloak.internal.apply;

import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;

/** Samples of one byte each, interleaved in any order. */
final class ByteSamples implements Samples {

    private final byte[] bytes;
    private final int offset;
    private final int scanlineStride;
    private final int pixelStride;
    private final boolean gray;
    private final int red;
    private final int green;
    private final int blue;

    ByteSamples(DataBufferByte data, PixelInterleavedSampleModel model, boolean gray) {
        this.bytes = data.getData();
        this.offset = data.getOffset();
        this.scanlineStride = model.getScanlineStride();
        this.pixelStride = model.getPixelStride();
        this.gray = gray;
        int[] bands = model.getBandOffsets();
        this.red = bands[0];
        this.green = gray ? red : bands[1];
        this.blue = gray ? red : bands[2];
    }

    @Override
    public void add(int x, int y, int count, float[] changes) {
        int at = offset + y * scanlineStride + x * pixelStride;
        for (int i = 0; i < count; i++, at += pixelStride) {
            change(at + red, changes[3 * i]);
            if (!gray) {
                change(at + green, changes[3 * i + 1]);
                change(at + blue, changes[3 * i + 2]);
            }
        }
    }

    private void change(int at, float change) {
        bytes[at] = (byte) Samples.changed(bytes[at] & 0xff, change);
    }
}
