package io.facecloak.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.facecloak.internal.image.JpegEncoder;
import io.facecloak.internal.image.JpegFrame;
import io.facecloak.internal.image.JpegPhoto;
import io.facecloak.internal.image.JpegSegments;
import io.facecloak.internal.image.Metadata;
import io.facecloak.internal.image.MetadataRules;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.internal.image.PngChunks;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.internal.image.TestPhotos;
import io.facecloak.internal.image.TestPictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.imaging.Imaging;
import org.apache.commons.imaging.formats.tiff.TiffImageMetadata;
import org.apache.commons.imaging.formats.tiff.constants.DngTagConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;
import org.apache.commons.imaging.formats.tiff.write.TiffImageWriterLossy;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhotoReaderTest {

    private final PhotoReader reader = new PhotoReader();

    @TempDir
    Path folder;

    @Test
    void tellsTheFormatByContentNotByName() throws IOException {
        Path misnamed = folder.resolve("holiday.jpg");
        BufferedImage picture = TestPictures.smooth(31, 17, BufferedImage.TYPE_INT_RGB);
        Files.write(misnamed, TestPictures.encoded(picture, "png"));
        Photo photo = reader.read(misnamed);
        assertEquals(PhotoFormat.PNG, photo.format());
        assertEquals(misnamed.toString(), photo.name());
        assertArrayEquals(TestPictures.samples(picture), TestPictures.samples(photo.upright()));
    }

    @Test
    void emptyFile() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.jpg"));
        assertRefused(
                assertThrows(PhotoFormatException.class, () -> reader.read(file)), "empty.jpg", "0 bytes", "again");
    }

    @Test
    void textNamedJpg() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.jpg"), "Dear diary,\n");
        assertRefused(assertThrows(PhotoFormatException.class, () -> reader.read(file)), "notes.jpg", "text", "choose");
    }

    @Test
    void missingFileAndFolder() {
        assertThrows(NoSuchFileException.class, () -> reader.read(folder.resolve("none.jpg")));
        assertRefused(assertThrows(PhotoFormatException.class, () -> reader.read(folder)), "folder");
    }

    @ParameterizedTest
    @CsvSource({"'\0\0\0\u0018ftypheic\0\0\0\0', HEIC", "'8BPS\0\u0001', Photoshop", "'%PDF-1.7\0', PDF"})
    void unsupportedKindsAreNamed(String content, String kind) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(refused(bytes), "x.jpg", kind, "convert");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jpegTruncatedAtAnyLengthIsRefused(boolean progressive) throws IOException {
        byte[] whole = TestPictures.jpeg(TestPictures.smooth(40, 33, BufferedImage.TYPE_3BYTE_BGR), 0.7f, progressive);
        assertEquals(40, read(whole).upright().getWidth());
        // A baseline file that lacks nothing but EOI is read, as decoders read it.
        int end = progressive ? whole.length : whole.length - 2;
        for (int length = 3; length < end; length++) {
            assertRefused(refused(Arrays.copyOf(whole, length)), "x.jpg", "truncated", "again");
        }
    }

    @Test
    void aJpegFileWithoutItsEndMarkerIsRead() throws IOException {
        byte[] whole = TestPictures.jpeg(TestPictures.smooth(40, 33, BufferedImage.TYPE_3BYTE_BGR), 0.7f, false);
        byte[] cut = Arrays.copyOf(whole, whole.length - 2);
        assertArrayEquals(
                TestPictures.samples(read(whole).upright()),
                TestPictures.samples(read(cut).upright()));
    }

    @Test
    void pngTruncatedAtAnyLengthIsRefused() throws IOException {
        byte[] whole = TestPictures.encoded(TestPictures.smooth(40, 33, BufferedImage.TYPE_INT_ARGB), "png");
        for (int length = 8; length < whole.length; length++) {
            assertRefused(refused(Arrays.copyOf(whole, length)), "x.jpg", "truncated", "again");
        }
    }

    @Test
    void pngWithAnyDamagedByteIsRefused() throws IOException {
        byte[] whole = TestPictures.encoded(TestPictures.smooth(20, 13, BufferedImage.TYPE_INT_RGB), "png");
        for (int i = 8; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            refused(damaged);
        }
    }

    /** Whatever the bytes, the answer is a photo or one kind of exception. */
    @Test
    void damagedJpegNeverFailsInAnotherWay() throws IOException {
        byte[] whole = TestPictures.jpeg(TestPictures.smooth(48, 40, BufferedImage.TYPE_3BYTE_BGR), 0.8f, false);
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 1500; i++) {
            byte[] damaged = whole.clone();
            for (int k = 0; k < 3; k++) {
                damaged[2 + random.nextInt(damaged.length - 2)] = (byte) random.nextInt();
            }
            try {
                // A damaged header may announce 65,000 pixels of width; the limit keeps this test small.
                new PhotoReader(new PhotoLimits(1_000_000, 1 << 20)).read(new ByteArrayInputStream(damaged), "x.jpg");
            } catch (PhotoFormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 100, "refused " + refused);
    }

    @ParameterizedTest
    @EnumSource(
            value = PhotoFormat.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HEIC", "AVIF", "OTHER"})
    void hugeHeaderOfEveryFormatIsRefusedBeforeAllocation(PhotoFormat format) throws IOException {
        byte[] bomb = announcing30000Pixels(format);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = memory.getThreadAllocatedBytes(thread);

        PhotoFormatException refusal = refused(bomb);

        assertRefused(refusal, "x.jpg", "30000 x 30000", "PhotoLimits.maxPixels", "200000000", "raise the limit");
        long allocated = memory.getThreadAllocatedBytes(thread) - before;
        assertTrue(allocated < 32 << 20, "allocated " + allocated + " bytes");
    }

    private static byte[] announcing30000Pixels(PhotoFormat format) throws IOException {
        if (format == PhotoFormat.WEBP) {
            byte[] file = TestPhotos.webp("lossy_alpha");
            for (int at : new int[] {24, 27}) {
                file[at] = (byte) 29_999;
                file[at + 1] = (byte) (29_999 >> 8);
                file[at + 2] = 0;
            }
            return file;
        }
        if (format == PhotoFormat.PNG) {
            List<PngChunks.Chunk> chunks = new ArrayList<>(PngChunks.parse(
                            TestPictures.encoded(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png"), "x")
                    .all());
            byte[] header = chunks.get(0).data().clone();
            ByteBuffer.wrap(header).putInt(30_000).putInt(30_000);
            chunks.set(0, new PngChunks.Chunk("IHDR", header));
            return PngChunks.file(chunks);
        }
        int type = format == PhotoFormat.GIF ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_3BYTE_BGR;
        byte[] file = TestPictures.encoded(TestPictures.smooth(20, 10, type), format.name());
        ByteBuffer bytes = ByteBuffer.wrap(file);
        switch (format) {
            case JPEG -> {
                int frame = 0;
                while (bytes.getShort(frame) != (short) 0xffc0) {
                    frame++;
                }
                bytes.putShort(frame + 5, (short) 30_000).putShort(frame + 7, (short) 30_000);
            }
            case BMP -> bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(18, 30_000).putInt(22, 30_000);
            case GIF -> {
                bytes.order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) 30_000).putShort(8, (short) 30_000);
                int image = 13 + (3 << (file[10] & 7) + 1);
                while (file[image] != 0x2c) {
                    image += 2;
                    while (file[image] != 0) {
                        image += 1 + (file[image] & 0xff);
                    }
                    image++;
                }
                bytes.putShort(image + 5, (short) 30_000).putShort(image + 7, (short) 30_000);
            }
            case TIFF -> {
                bytes.order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
                int directory = bytes.getInt(4);
                for (int i = 0; i < bytes.getShort(directory); i++) {
                    int entry = directory + 2 + 12 * i;
                    if (bytes.getShort(entry) == 256 || bytes.getShort(entry) == 257) {
                        bytes.putShort(entry + 2, (short) 3).putShort(entry + 8, (short) 30_000);
                    }
                }
            }
            default -> throw new AssertionError(format);
        }
        return file;
    }

    @Test
    void animationsGetAClearAnswer() throws IOException {
        assertRefused(refused(TestPhotos.webp("animated")), "x.jpg", "animated WebP", "save one of its pictures");
        // Of a GIF the first picture is taken, as the conformance table shows.
    }

    /** Else the preview that it begins with would be taken for the photo. */
    @Test
    void aRawPhotoIsNoTiffPhoto() throws IOException {
        byte[] tiff =
                Metadata.tiff(TestPictures.smooth(20, 10, BufferedImage.TYPE_3BYTE_BGR), 1, ByteOrder.LITTLE_ENDIAN);
        assertEquals(20, read(tiff).upright().getWidth());
        TiffOutputSet set = ((TiffImageMetadata) Imaging.getMetadata(tiff)).getOutputSet();
        set.getRootDirectory().add(TiffTagConstants.TIFF_TAG_NEW_SUBFILE_TYPE, 1);
        ByteArrayOutputStream preview = new ByteArrayOutputStream();
        new TiffImageWriterLossy(ByteOrder.LITTLE_ENDIAN).write(preview, set);
        assertRefused(refused(preview.toByteArray()), "x.jpg", "raw photo", "convert it");
        set.getRootDirectory().removeField(TiffTagConstants.TIFF_TAG_NEW_SUBFILE_TYPE.tag);
        set.getRootDirectory().add(DngTagConstants.EXIF_TAG_DNG_VERSION, (byte) 1, (byte) 4, (byte) 0, (byte) 0);
        ByteArrayOutputStream dng = new ByteArrayOutputStream();
        new TiffImageWriterLossy(ByteOrder.LITTLE_ENDIAN).write(dng, set);
        assertRefused(refused(dng.toByteArray()), "x.jpg", "raw photo (DNG)", "develop it");
    }

    @Test
    void limitsAreAskedForPixelsAndBytes() throws IOException {
        byte[] png = TestPictures.encoded(TestPictures.smooth(20, 20, BufferedImage.TYPE_INT_RGB), "png");
        Path file = Files.write(folder.resolve("big.png"), png);
        PhotoReader few = new PhotoReader(new PhotoLimits(399, 1 << 20));
        assertRefused(assertThrows(PhotoFormatException.class, () -> few.read(file)), "big.png", "399");
        PhotoReader small = new PhotoReader(new PhotoLimits(400, png.length - 1));
        assertRefused(assertThrows(PhotoFormatException.class, () -> small.read(file)), "big.png", "maxBytes");
        assertRefused(
                assertThrows(PhotoFormatException.class, () -> small.read(new ByteArrayInputStream(png), "stream")),
                "stream",
                "maxBytes");
        assertEquals(
                20,
                new PhotoReader(new PhotoLimits(400, png.length))
                        .read(file)
                        .upright()
                        .getHeight());
        assertThrows(IllegalArgumentException.class, () -> new PhotoLimits(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new PhotoLimits(1, Long.MAX_VALUE));
    }

    @Test
    void twelveBitJpegIsRefusedClearly() throws IOException {
        byte[] jpeg = TestPictures.jpeg(TestPictures.smooth(16, 16, BufferedImage.TYPE_3BYTE_BGR), 0.8f, false);
        for (int i = 0; i < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0) {
                jpeg[i + 4] = 12;
                break;
            }
        }
        assertRefused(refused(jpeg), "12 bits", "convert");
    }

    @Test
    void grayLevelsAreReadAsTheyAre() throws IOException {
        BufferedImage gray = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        int[] levels = new int[256];
        Arrays.setAll(levels, i -> i);
        gray.getRaster().setPixels(0, 0, 16, 16, levels);
        Photo photo = read(TestPictures.encoded(gray, "png"));
        assertArrayEquals(levels, TestPictures.samples(photo.upright()));
        BufferedImage view = SrgbView.of(photo.upright());
        assertEquals(0xff808080, view.getRGB(0, 8), "gray 128 for models");
    }

    /** Java's decoder takes such files for RGB. */
    @Test
    void jpegWithoutJfifIsYcbcrAlsoWithoutSubsampling() throws IOException {
        BufferedImage picture = TestPictures.smooth(48, 40, BufferedImage.TYPE_3BYTE_BGR);
        byte[] source = TestPictures.jpeg(picture, 0.95f, false);
        JpegPhoto full = JpegPhoto.parse(
                new JpegEncoder(
                                new JpegFrame(
                                        false,
                                        48,
                                        40,
                                        JpegFrame.parse(JpegSegments.parse(source, "x"), "x").components().stream()
                                                .map(c -> new JpegFrame.Component(c.id(), 1, 1, c.table()))
                                                .toList()),
                                false)
                        .encode(picture),
                "x");
        byte[] jfif = full.copy(full.metadata(), MetadataRules.of(MetadataPolicy.KEEP));
        int length = (jfif[4] & 0xff) << 8 | jfif[5] & 0xff;
        assertEquals((byte) 0xe0, jfif[3]);
        byte[] bare = new byte[jfif.length - 2 - length];
        bare[0] = jfif[0];
        bare[1] = jfif[1];
        System.arraycopy(jfif, 4 + length, bare, 2, bare.length - 2);
        int[] seen = TestPictures.samples(read(bare).upright());
        int[] expected = TestPictures.samples(picture);
        for (int i = 0; i < seen.length; i++) {
            assertEquals(expected[i], seen[i], 12, "sample " + i);
        }
    }

    @Test
    void everyFormatTruncatedAtAnyLengthIsRefused() throws IOException {
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            if (variant.name().startsWith("two pages")) {
                // The first, which counts, is whole before the end.
                continue;
            }
            byte[] whole = variant.file();
            int step = Math.max(1, whole.length / 150);
            for (int length = 1; length < whole.length; length += step) {
                byte[] part = Arrays.copyOf(whole, length);
                String what = variant.format() + " " + variant.name() + " cut to " + length + " of " + whole.length;
                try {
                    Photo photo = read(part);
                    // Metadata behind the pixels costs nothing but itself, and EOI nothing.
                    boolean ended = variant.format() == PhotoFormat.JPEG && length >= whole.length - 2;
                    assertTrue(ended || variant.format() == PhotoFormat.TIFF, what);
                    assertArrayEquals(
                            TestPictures.samples(read(whole).upright()), TestPictures.samples(photo.upright()), what);
                } catch (PhotoFormatException e) {
                    assertTrue(e.getMessage().contains("x.jpg"), e.getMessage());
                }
            }
        }
    }

    /** Whatever the bytes, the answer is a photo or one kind of exception. */
    @Test
    void everyFormatDamagedFailsInOneWay() throws IOException {
        Random random = new Random(7);
        PhotoReader small = new PhotoReader(new PhotoLimits(1_000_000, 1 << 20));
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            for (int i = 0; i < 30; i++) {
                byte[] damaged = variant.file().clone();
                for (int k = 0; k < 3; k++) {
                    int most = k == 0 ? Math.min(damaged.length, 300) : damaged.length;
                    damaged[random.nextInt(most)] = (byte) random.nextInt();
                }
                try {
                    Photo photo = small.read(new ByteArrayInputStream(damaged), "x");
                    new PhotoWriter().encode(photo);
                } catch (PhotoFormatException e) {
                    assertTrue(e.getMessage().startsWith("x "), e.getMessage());
                }
            }
        }
    }

    private Photo read(byte[] bytes) throws IOException {
        return reader.read(new ByteArrayInputStream(bytes), "x.jpg");
    }

    private PhotoFormatException refused(byte[] bytes) {
        return assertThrows(PhotoFormatException.class, () -> read(bytes));
    }

    private static void assertRefused(PhotoFormatException refusal, String... words) {
        for (String word : words) {
            assertTrue(refusal.getMessage().contains(word), () -> "no \"" + word + "\" in: " + refusal.getMessage());
        }
    }
}
