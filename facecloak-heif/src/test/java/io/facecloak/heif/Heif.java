package io.facecloak.heif;

import static org.junit.jupiter.api.Assumptions.abort;

import io.facecloak.image.MetadataBlocks;
import io.facecloak.image.PhotoFormat;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What tests of HEIF files share: pictures to code, and how they compare. */
final class Heif {

    private Heif() {}

    /** Skips the test where libheif is missing, or lacks an encoder for the test's own files. */
    static void requireCodecs() {
        try {
            LibHeif library = HeifLibrary.get();
            for (int codec : new int[] {LibHeif.HEVC, LibHeif.AV1}) {
                if (library.heif_have_decoder_for_format(codec) == 0
                        || library.heif_have_encoder_for_format(codec) == 0) {
                    abort("libheif " + library.heif_get_version() + " lacks a codec, so HEIC and AVIF are not tested");
                }
            }
        } catch (IOException e) {
            abort("HEIC and AVIF are not tested: " + e.getMessage());
        }
    }

    /** Four corners of different colours with soft changes between them, none of its turns like another. */
    static BufferedImage picture(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = 30 + 190 * x / width;
                int green = 40 + 170 * y / height;
                int blue = 220 - 100 * x / width - 80 * y / height;
                picture.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return picture;
    }

    static byte[] encoded(BufferedImage picture, PhotoFormat format) throws IOException {
        return new HeifEncoder().encode(picture, format, MetadataBlocks.NONE);
    }

    static HeifBuilder.Coded coded(BufferedImage picture, PhotoFormat format) throws IOException {
        return HeifBuilder.Coded.of(encoded(picture, format));
    }

    static Photo read(byte[] file) throws IOException {
        return new PhotoReader().read(new ByteArrayInputStream(file), "x.heic");
    }

    /** The largest difference of 8-bit levels in any colour. */
    static int difference(BufferedImage a, BufferedImage b) {
        if (a.getWidth() != b.getWidth() || a.getHeight() != b.getHeight()) {
            throw new AssertionError(
                    a.getWidth() + "x" + a.getHeight() + " is not " + b.getWidth() + "x" + b.getHeight());
        }
        int largest = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                int first = a.getRGB(x, y);
                int second = b.getRGB(x, y);
                for (int shift = 0; shift < 32; shift += 8) {
                    largest = Math.max(largest, Math.abs((first >> shift & 0xff) - (second >> shift & 0xff)));
                }
            }
        }
        return largest;
    }
}
