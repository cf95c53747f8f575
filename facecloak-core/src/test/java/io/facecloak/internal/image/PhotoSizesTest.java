package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.facecloak.image.PhotoFormat;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Single pixels, and lines as long as formats allow. */
class PhotoSizesTest {

    /** JPEG's limit is 65,535, and Java's encoder takes 65,500; WebP's is 16,383. */
    private static final int LONG = 65_500;

    private static final int LONG_WEBP = 16_383;

    private static byte[] file(PhotoFormat format, int width, int height) throws IOException {
        BufferedImage picture = TestPictures.smooth(width, height, BufferedImage.TYPE_INT_RGB);
        return format == PhotoFormat.WEBP
                ? WebpEncoder.encode(picture)
                : TestPictures.encoded(picture, format == PhotoFormat.JPEG ? "jpeg" : format.name());
    }

    private static Photo read(byte[] file) throws IOException {
        return new PhotoReader().read(new ByteArrayInputStream(file), "x");
    }

    @ParameterizedTest
    @EnumSource(
            value = PhotoFormat.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HEIC", "AVIF", "OTHER"})
    void pixelsAndLinesAreReadAndWritten(PhotoFormat format) throws IOException {
        int side = format == PhotoFormat.WEBP ? LONG_WEBP : LONG;
        for (int[] size : new int[][] {{1, 1}, {1, 2}, {side, 1}, {1, side}}) {
            Photo photo = read(file(format, size[0], size[1]));
            BufferedImage other = TestPictures.random(size[0], size[1], BufferedImage.TYPE_3BYTE_BGR, 3);
            for (Photo each : new Photo[] {photo, photo.withPixels(other)}) {
                BufferedImage written = read(new PhotoWriter().encode(each)).upright();
                assertEquals(size[0], written.getWidth());
                assertEquals(size[1], written.getHeight());
                if (format != PhotoFormat.JPEG) {
                    assertArrayEquals(colours(each.upright()), colours(written));
                }
            }
        }
    }

    /** Of 1, 2 and 4 bits, in formats whose rows are padded in different ways. */
    @Test
    void palettesOfFewBitsAreReadAsTheyAre() throws IOException {
        for (String format : new String[] {"bmp", "gif", "png", "tiff"}) {
            for (int bits : new int[] {1, 2, 4}) {
                if (format.equals("bmp") && bits == 2) {
                    continue;
                }
                for (int width : new int[] {1, 7, 8, 9, 31}) {
                    BufferedImage picture = palette(bits, width);
                    Photo photo = read(TestPictures.encoded(picture, format));
                    assertArrayEquals(colours(picture), colours(photo.upright()), format + " of " + bits + " bits");
                    assertArrayEquals(
                            colours(picture),
                            colours(read(new PhotoWriter().encode(photo)).upright()));
                }
            }
        }
    }

    private static BufferedImage palette(int bits, int width) {
        byte[][] levels = new byte[3][1 << bits];
        for (int i = 0; i < 1 << bits; i++) {
            levels[0][i] = (byte) (40 * i);
            levels[1][i] = (byte) (200 - 10 * i);
            levels[2][i] = (byte) (90 + 3 * i);
        }
        IndexColorModel model = new IndexColorModel(bits, 1 << bits, levels[0], levels[1], levels[2]);
        BufferedImage picture = new BufferedImage(width, 5, BufferedImage.TYPE_BYTE_BINARY, model);
        TestPictures.fill(picture, bits);
        return picture;
    }

    private static int[] colours(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }
}
