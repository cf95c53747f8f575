package io.facecloak.internal.apply;

import java.awt.image.DataBufferInt;
import java.awt.image.SinglePixelPackedSampleModel;

/** Samples of 8 bits packed into one int per pixel, in any order. */
final class RgbIntSamples implements Samples {

    private final int[] pixels;
    private final int offset;
    private final int stride;
    private final int redShift;
    private final int greenShift;
    private final int blueShift;
    private final int others;

    RgbIntSamples(DataBufferInt data, SinglePixelPackedSampleModel model) {
        this.pixels = data.getData();
        this.offset = data.getOffset();
        this.stride = model.getScanlineStride();
        int[] shifts = model.getBitOffsets();
        this.redShift = shifts[0];
        this.greenShift = shifts[1];
        this.blueShift = shifts[2];
        this.others = ~(0xff << redShift | 0xff << greenShift | 0xff << blueShift);
    }

    static boolean fits(SinglePixelPackedSampleModel model) {
        return model.getNumBands() >= 3
                && model.getSampleSize(0) == 8
                && model.getSampleSize(1) == 8
                && model.getSampleSize(2) == 8;
    }

    @Override
    public void add(int x, int y, int count, float[] changes) {
        int at = offset + y * stride + x;
        for (int i = 0; i < count; i++) {
            int pixel = pixels[at + i];
            pixels[at + i] = pixel & others
                    | Samples.changed(pixel >>> redShift & 0xff, changes[3 * i]) << redShift
                    | Samples.changed(pixel >>> greenShift & 0xff, changes[3 * i + 1]) << greenShift
                    | Samples.changed(pixel >>> blueShift & 0xff, changes[3 * i + 2]) << blueShift;
        }
    }
}
