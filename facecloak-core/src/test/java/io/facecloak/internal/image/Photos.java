package io.facecloak.internal.image;

import io.facecloak.image.Orientation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** What tests do with photos. */
final class Photos {

    private Photos() {}

    static Photo read(byte[] file) throws IOException {
        return new PhotoReader().read(new ByteArrayInputStream(file), "photo");
    }

    /** The photo with each sample in its middle moved by 10 levels towards the middle of its range. */
    static Photo changed(Photo photo) {
        BufferedImage pixels = Orientation.MIRRORED.toUpright(Orientation.MIRRORED.toUpright(photo.upright()));
        int width = pixels.getWidth();
        int height = pixels.getHeight();
        int[] pixel = null;
        for (int y = height * 3 / 8; y < height * 5 / 8; y++) {
            for (int x = width * 3 / 8; x < width * 5 / 8; x++) {
                pixel = pixels.getRaster().getPixel(x, y, pixel);
                for (int i = 0; i < pixel.length; i++) {
                    int max = (1 << pixels.getRaster().getSampleModel().getSampleSize(i)) - 1;
                    pixel[i] += pixel[i] > max / 2 ? -Math.min(10, max) : Math.min(10, max);
                }
                pixels.getRaster().setPixel(x, y, pixel);
            }
        }
        return photo.withPixels(pixels);
    }

    /** The first sample that differs by more, if there is one. */
    static List<String> differences(BufferedImage expected, BufferedImage actual, int levels) {
        int[] a = TestPictures.samples(expected);
        int[] b = TestPictures.samples(actual);
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            if (i >= a.length || i >= b.length || Math.abs(a[i] - b[i]) > levels) {
                return List.of("sample " + i + " of " + a.length + ", " + b.length + ": "
                        + (i < Math.min(a.length, b.length) ? a[i] + " became " + b[i] : ""));
            }
        }
        return List.of();
    }
}
