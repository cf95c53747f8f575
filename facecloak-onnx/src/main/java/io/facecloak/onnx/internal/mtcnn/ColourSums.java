package io.facecloak.onnx.internal.mtcnn;

import java.util.Arrays;

/** A row of sums of red, green and blue. Not thread-safe. */
final class ColourSums {

    final int[] red;
    final int[] green;
    final int[] blue;

    ColourSums(int length) {
        red = new int[length];
        green = new int[length];
        blue = new int[length];
    }

    /** Sets the first {@code count} sums of each colour to 0. */
    void clear(int count) {
        Arrays.fill(red, 0, count, 0);
        Arrays.fill(green, 0, count, 0);
        Arrays.fill(blue, 0, count, 0);
    }
}
