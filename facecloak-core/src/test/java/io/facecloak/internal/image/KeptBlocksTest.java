package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.RewrittenPixels;
import io.facecloak.internal.jpeg.JpegVariants;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** JPEG photos in which some pixels changed, and what a decoder makes of the others. */
class KeptBlocksTest {

    private static final int LEFT = 21;
    private static final int TOP = 18;
    private static final int RIGHT = 37;
    private static final int BOTTOM = 30;

    @TempDir
    private Path folder;

    static Stream<JpegVariants.Variant> variants() throws IOException {
        return JpegVariants.all().filter(variant -> variant.width() == 67);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void pixelsOutsideTheBlocksStayBitByBitAndThoseInsideComeClose(JpegVariants.Variant variant) throws IOException {
        Photo photo = read(variant.file());
        Photo changed = changed(photo);
        byte[] kept = written(changed, true, RewrittenPixels.CHANGED_BLOCKS);
        byte[] whole = written(changed, false, RewrittenPixels.ALL);
        BufferedImage before = ImageIO.read(new ByteArrayInputStream(variant.file()));
        BufferedImage after = ImageIO.read(new ByteArrayInputStream(kept));
        int mcuWidth = 8 * variant.horizontal();
        int mcuHeight = 8 * variant.vertical();
        // Decoders smooth chroma that is subsampled by 2.
        int smoothedX = variant.horizontal() == 2 ? 1 : 0;
        int smoothedY = variant.vertical() == 2 ? 1 : 0;
        for (int y = 0; y < before.getHeight(); y++) {
            for (int x = 0; x < before.getWidth(); x++) {
                boolean inside = x >= LEFT / mcuWidth * mcuWidth - smoothedX
                        && x < (RIGHT + mcuWidth - 1) / mcuWidth * mcuWidth + smoothedX
                        && y >= TOP / mcuHeight * mcuHeight - smoothedY
                        && y < (BOTTOM + mcuHeight - 1) / mcuHeight * mcuHeight + smoothedY;
                if (!inside) {
                    assertEquals(before.getRGB(x, y), after.getRGB(x, y), "pixel " + x + ", " + y);
                }
            }
        }
        double psnr = psnr(changed.upright(), read(kept).upright());
        double ordinary = psnr(changed.upright(), read(whole).upright());
        assertTrue(psnr > 28 && psnr > ordinary - 0.5, psnr + " dB instead of " + ordinary + " dB");
    }

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void rotatedPhotosKeepTheirBlocksAndMetadata(Orientation orientation) throws IOException {
        byte[] file = Metadata.added(
                JpegVariants.variant(new int[] {67, 45}, new int[] {2, 1}, false, 0, false)
                        .file(),
                orientation.exifValue());
        Photo photo = read(file);
        BufferedImage pixels = copy(photo.upright());
        for (int y = 2; y < 10; y++) {
            for (int x = 3; x < 8; x++) {
                pixels.setRGB(x, y, 0xff204060);
            }
        }
        byte[] kept = written(photo.withPixels(pixels), true, RewrittenPixels.CHANGED_BLOCKS);
        List<Rectangle> areas =
                List.of(new Rectangle(-1, 1, 7, 6), new Rectangle(2, 2, 9, 99), new Rectangle(70, 0, 5, 5));
        assertArrayEquals(kept, written(photo.withPixels(pixels, areas), true, RewrittenPixels.CHANGED_BLOCKS));
        Photo again = read(kept);
        assertEquals(orientation, again.orientation());
        assertTrue(Metadata.contains(kept, "Camera & Sons"));
        assertTrue(!Metadata.contains(kept, Metadata.THUMBNAIL));
        int changed = 0;
        for (int y = 0; y < pixels.getHeight(); y++) {
            for (int x = 0; x < pixels.getWidth(); x++) {
                if (x > 28 || y > 28) {
                    assertEquals(photo.upright().getRGB(x, y), again.upright().getRGB(x, y));
                } else if (x >= 3 && x < 8 && y >= 2 && y < 10) {
                    changed += again.upright().getRGB(x, y) == photo.upright().getRGB(x, y) ? 0 : 1;
                }
            }
        }
        assertEquals(40, changed);
        if (orientation != Orientation.NORMAL) {
            PhotoWriter stripping = new PhotoWriter(MetadataPolicy.STRIP);
            assertEquals(
                    RewrittenPixels.ALL, stripping.write(photo.withPixels(pixels), folder.resolve("stripped"), true));
        }
    }

    @Test
    void theMarkIsWrittenAndACopyRewritesNothing() throws IOException {
        Photo photo = read(JpegVariants.all().findFirst().orElseThrow().file());
        PhotoWriter marking = new PhotoWriter(MetadataPolicy.KEEP, true);
        Path target = folder.resolve("marked.jpg");
        assertEquals(RewrittenPixels.CHANGED_BLOCKS, marking.write(changed(photo), target, false));
        assertTrue(new PhotoReader().read(target).isMarked());
        assertEquals(RewrittenPixels.NONE, marking.write(photo, folder.resolve("copy.jpg"), false));
    }

    @Test
    void photosWhoseBlocksCannotBeKeptAreEncodedAsAWhole() throws IOException {
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            if (variant.name().equals("CMYK") || variant.name().equals("YCCK")) {
                written(changed(read(variant.file())), true, RewrittenPixels.ALL);
            }
        }
        JpegVariants.Variant gray = JpegVariants.variant(new int[] {67, 45}, new int[] {1, 1}, false, 0, true);
        Photo photo = read(gray.file());
        Photo coloured = photo.withPixels(TestPictures.smooth(67, 45, BufferedImage.TYPE_INT_RGB));
        written(coloured, true, RewrittenPixels.ALL);
        // What the second change is compared with is no longer the file.
        written(changed(changed(photo)), true, RewrittenPixels.ALL);
        // Quantisation tables between scans are legal, but rare.
        byte[] progressive = JpegVariants.variant(new int[] {67, 45}, new int[] {2, 2}, true, 0, false)
                .file();
        int scan = lastSegment(progressive, 0xda);
        byte[] tables = segment(progressive, firstSegment(progressive, 0xdb));
        ByteArrayOutputStream late = new ByteArrayOutputStream();
        late.write(progressive, 0, scan);
        late.writeBytes(tables);
        late.write(progressive, scan, progressive.length - scan);
        byte[] kept = written(changed(read(late.toByteArray())), true, RewrittenPixels.ALL);
        assertEquals(67, read(kept).upright().getWidth());
    }

    @Test
    void pixelsOfAnotherLayoutAreComparedByTheirSamples() throws IOException {
        Photo photo = read(JpegVariants.all().findFirst().orElseThrow().file());
        BufferedImage upright = photo.upright();
        BufferedImage ints = new BufferedImage(upright.getWidth(), upright.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < ints.getHeight(); y++) {
            for (int x = 0; x < ints.getWidth(); x++) {
                ints.setRGB(x, y, upright.getRGB(x, y));
            }
        }
        byte[] same = written(photo.withPixels(ints), true, RewrittenPixels.CHANGED_BLOCKS);
        assertArrayEquals(
                TestPictures.samples(upright), TestPictures.samples(read(same).upright()));
    }

    private byte[] written(Photo photo, boolean keepBlocks, RewrittenPixels expected) throws IOException {
        Path target = folder.resolve("written.jpg");
        PhotoWriter writer = new PhotoWriter(MetadataPolicy.KEEP_WITHOUT_LOCATION, false, keepBlocks);
        assertEquals(expected, writer.write(photo, target, true));
        return Files.readAllBytes(target);
    }

    /** The photo with random changes in a rectangle. */
    private static Photo changed(Photo photo) {
        BufferedImage pixels = copy(photo.upright());
        Random random = new Random(2);
        for (int y = TOP; y < BOTTOM; y++) {
            for (int x = LEFT; x < RIGHT; x++) {
                for (int band = 0; band < pixels.getRaster().getNumBands(); band++) {
                    int level = pixels.getRaster().getSample(x, y, band) + random.nextInt(33) - 16;
                    pixels.getRaster().setSample(x, y, band, Math.max(0, Math.min(255, level)));
                }
            }
        }
        return photo.withPixels(pixels);
    }

    private static BufferedImage copy(BufferedImage picture) {
        return Orientation.MIRRORED.toUpright(Orientation.MIRRORED.toUpright(picture));
    }

    private static double psnr(BufferedImage expected, BufferedImage actual) {
        double squares = 0;
        int count = 0;
        for (int y = TOP; y < BOTTOM; y++) {
            for (int x = LEFT; x < RIGHT; x++) {
                for (int band = 0; band < expected.getRaster().getNumBands(); band++) {
                    int difference = expected.getRaster().getSample(x, y, band)
                            - actual.getRaster().getSample(x, y, band);
                    squares += difference * difference;
                    count++;
                }
            }
        }
        return 10 * Math.log10(255 * 255 / (squares / count));
    }

    private static int firstSegment(byte[] file, int marker) {
        int at = 2;
        while ((file[at + 1] & 0xff) != marker) {
            at += 2 + length(file, at);
        }
        return at;
    }

    private static int lastSegment(byte[] file, int marker) {
        int at = file.length - 2;
        while ((file[at] & 0xff) != 0xff || (file[at + 1] & 0xff) != marker) {
            at--;
        }
        return at;
    }

    private static byte[] segment(byte[] file, int at) {
        return Arrays.copyOfRange(file, at, at + 2 + length(file, at));
    }

    private static int length(byte[] file, int at) {
        return (file[at + 2] & 0xff) << 8 | file[at + 3] & 0xff;
    }

    private static Photo read(byte[] file) throws IOException {
        return new PhotoReader().read(new ByteArrayInputStream(file), "photo");
    }
}
