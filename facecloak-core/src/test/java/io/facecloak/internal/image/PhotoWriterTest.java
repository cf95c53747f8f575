package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.plugins.jpeg.JPEGQTable;
import org.apache.commons.imaging.Imaging;
import org.apache.commons.imaging.formats.jpeg.JpegImageMetadata;
import org.apache.commons.imaging.formats.tiff.TiffImageMetadata;
import org.apache.commons.imaging.formats.tiff.constants.ExifTagConstants;
import org.apache.commons.imaging.formats.tiff.constants.TiffTagConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhotoWriterTest {

    private final PhotoReader reader = new PhotoReader();
    private final PhotoWriter writer = new PhotoWriter();

    /** Encodes whole pictures. */
    private final PhotoWriter whole = new PhotoWriter(MetadataPolicy.SHARING, false, false);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyOrientationSurvivesWithMetadataAndWithoutThumbnailAndLocation(int orientation) throws IOException {
        BufferedImage stored = TestPictures.smooth(64, 40, BufferedImage.TYPE_3BYTE_BGR);
        Photo photo = read(Metadata.added(TestPictures.jpeg(stored, 0.95f, false), orientation));
        assertEquals(orientation, photo.orientation().exifValue());
        assertEquals(orientation > 4 ? 40 : 64, photo.upright().getWidth());
        for (Photo written : List.of(photo, changed(photo))) {
            byte[] file = writer.encode(written);
            TiffImageMetadata exif = exif(file);
            assertEquals(
                    orientation,
                    exif.findField(TiffTagConstants.TIFF_TAG_ORIENTATION).getIntValue());
            assertEquals("Camera & Sons", exif.getFieldValue(TiffTagConstants.TIFF_TAG_MAKE)[0]);
            assertEquals("2026:11:24 10:00:00", exif.getFieldValue(ExifTagConstants.EXIF_TAG_DATE_TIME_ORIGINAL)[0]);
            assertEquals(400, exif.findField(ExifTagConstants.EXIF_TAG_ISO).getIntValue());
            assertNull(exif.getGpsInfo());
            assertFalse(Metadata.contains(file, Metadata.THUMBNAIL));
            assertFalse(Metadata.contains(file, Metadata.MAKER_NOTE));
            String xmp = Imaging.getXmpXml(file);
            assertTrue(xmp.contains("Camera 7"), xmp);
            assertFalse(xmp.contains("GPS"), xmp);
            assertFalse(xmp.contains("Vienna"), xmp);
            assertClose(written.upright(), read(file).upright(), 6);
        }
    }

    @Test
    void unchangedPixelsAreCopiedBitByBit() throws IOException {
        byte[] source = Metadata.added(jpeg(0.4f), 6);
        Photo photo = read(source);
        Photo copy = read(writer.encode(photo));
        assertArrayEquals(TestPictures.samples(photo.upright()), TestPictures.samples(copy.upright()));
        int scan = indexOf(source, 0xda);
        byte[] written = writer.encode(photo);
        assertArrayEquals(
                Arrays.copyOfRange(source, scan, source.length),
                Arrays.copyOfRange(written, indexOf(written, 0xda), written.length));
    }

    @ParameterizedTest
    @EnumSource(MetadataPolicy.class)
    void policiesDecideWhatStays(MetadataPolicy policy) throws IOException {
        Photo photo = read(Metadata.added(jpeg(0.8f), 6));
        for (Photo written : List.of(photo, changed(photo))) {
            byte[] file = new PhotoWriter(policy).encode(written);
            assertFalse(Metadata.contains(file, Metadata.THUMBNAIL), "thumbnail");
            assertEquals(policy == MetadataPolicy.KEEP, Metadata.contains(file, Metadata.MAKER_NOTE), "maker's note");
            assertEquals(policy == MetadataPolicy.KEEP, Metadata.contains(file, "Vienna"), "place");
            assertEquals(policy != MetadataPolicy.STRIP, Metadata.contains(file, "Camera & Sons"), "EXIF");
            assertEquals(policy != MetadataPolicy.STRIP, Metadata.contains(file, "Camera 7"), "XMP");
            if (policy == MetadataPolicy.KEEP) {
                assertEquals(48.21, exif(file).getGpsInfo().getLatitudeAsDegreesNorth(), 1e-6);
            }
            Photo again = read(file);
            assertEquals(
                    policy == MetadataPolicy.STRIP ? 1 : 6, again.orientation().exifValue());
            assertClose(written.upright(), again.upright(), 14);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.3, false", "0.75, false", "0.97, false", "0.75, true"})
    void jpegKeepsItsTablesSubsamplingAndProgression(float quality, boolean progressive) throws IOException {
        byte[] source =
                TestPictures.jpeg(TestPictures.smooth(120, 90, BufferedImage.TYPE_3BYTE_BGR), quality, progressive);
        assertSameEncoding(source, writer.encode(changed(read(source))));
        assertSameEncoding(source, whole.encode(changed(read(source))));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 2", "2, 2", "4, 1"})
    void everySubsamplingIsKept(int horizontal, int vertical) throws IOException {
        BufferedImage picture = TestPictures.smooth(99, 77, BufferedImage.TYPE_3BYTE_BGR);
        JpegFrame frame = frame(jpeg(0.9f));
        List<JpegFrame.Component> components = new ArrayList<>(frame.components());
        JpegFrame.Component luma = components.get(0);
        components.set(0, new JpegFrame.Component(luma.id(), horizontal, vertical, luma.table()));
        byte[] source = new JpegEncoder(new JpegFrame(false, 99, 77, List.copyOf(components)), false).encode(picture);
        Photo photo = read(source);
        assertClose(picture, photo.upright(), 25);
        for (PhotoWriter each : List.of(writer, whole)) {
            byte[] written = each.encode(changed(photo));
            assertSameEncoding(source, written);
            assertEquals(horizontal, frame(written).components().get(0).horizontal());
            assertEquals(vertical, frame(written).components().get(0).vertical());
        }
    }

    @Test
    void rgbJpegStaysRgb() throws IOException {
        BufferedImage picture = TestPictures.smooth(64, 48, BufferedImage.TYPE_3BYTE_BGR);
        JpegFrame frame = frame(jpeg(0.95f));
        JPEGQTable table = frame.components().get(0).table();
        List<JpegFrame.Component> components = Stream.of(1, 2, 3)
                .map(id -> new JpegFrame.Component(id, 1, 1, table))
                .toList();
        byte[] source = new JpegEncoder(new JpegFrame(false, 64, 48, components), true).encode(picture);
        Photo photo = read(source);
        assertClose(picture, photo.upright(), 6);
        for (PhotoWriter each : List.of(writer, whole)) {
            byte[] written = each.encode(changed(photo));
            assertTrue(Metadata.contains(written, "Adobe"));
            assertClose(changed(photo).upright(), read(written).upright(), 6);
        }
    }

    @Test
    void grayJpegStaysGray() throws IOException {
        BufferedImage gray = new BufferedImage(60, 50, BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster().setPixels(0, 0, 60, 50, ramp(60, 50));
        byte[] source = TestPictures.jpeg(gray, 0.9f, false);
        Photo photo = read(source);
        assertEquals(BufferedImage.TYPE_BYTE_GRAY, photo.upright().getType());
        assertClose(gray, photo.upright(), 8);
        for (PhotoWriter each : List.of(writer, whole)) {
            byte[] written = each.encode(changed(photo));
            assertSameEncoding(source, written);
            assertClose(changed(photo).upright(), read(written).upright(), 8);
        }
        BufferedImage colour = TestPictures.smooth(60, 50, BufferedImage.TYPE_INT_RGB);
        assertClose(colour, read(writer.encode(photo.withPixels(colour))).upright(), 8);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_BYTE_INDEXED
            })
    void pngIsLossless(int type) throws IOException {
        BufferedImage picture = TestPictures.random(37, 29, type, 3);
        Photo photo = read(TestPictures.encoded(picture, "png"));
        assertArrayEquals(TestPictures.samples(picture), TestPictures.samples(photo.upright()));
        Photo changed = changed(photo);
        assertArrayEquals(
                TestPictures.samples(changed.upright()),
                TestPictures.samples(read(writer.encode(changed)).upright()));
    }

    @Test
    void sixteenBitColourPngIsLossless() throws IOException {
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                true,
                false,
                ComponentColorModel.TRANSLUCENT,
                DataBuffer.TYPE_USHORT);
        BufferedImage picture = new BufferedImage(
                model, Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 21, 17, 4, null), false, null);
        TestPictures.fill(picture, 9);
        Photo photo = read(TestPictures.encoded(picture, "png"));
        assertArrayEquals(TestPictures.samples(picture), TestPictures.samples(photo.upright()));
        Photo changed = changed(photo);
        assertArrayEquals(
                TestPictures.samples(changed.upright()),
                TestPictures.samples(read(writer.encode(changed)).upright()));
    }

    @Test
    void pngKeepsMetadataWithoutThumbnailAndLocation() throws IOException {
        byte[] plain = TestPictures.encoded(TestPictures.smooth(30, 20, BufferedImage.TYPE_INT_RGB), "png");
        List<PngChunks.Chunk> chunks =
                new ArrayList<>(PngChunks.parse(plain, "x").all());
        chunks.add(1, new PngChunks.Chunk("eXIf", Metadata.exif(6)));
        chunks.add(2, text("iTXt", "XML:com.adobe.xmp\0\0\0\0\0" + Metadata.XMP));
        chunks.add(3, text("tEXt", "Author\0Ann"));
        chunks.add(3, text("tEXt", "Title\0A view"));
        chunks.add(4, text("tEXt", "Raw profile type exif\0" + Metadata.THUMBNAIL));
        chunks.add(5, text("tEXt", "exif:GPSLatitude\0" + "48/1"));
        chunks.add(6, new PngChunks.Chunk("gAMA", new byte[] {0, 0, (byte) 0xb1, (byte) 0x8f}));
        chunks.add(7, text("prVt", Metadata.THUMBNAIL));
        Photo photo = read(PngChunks.file(chunks));
        assertEquals(Orientation.ROTATE_RIGHT, photo.orientation());
        assertEquals(20, photo.upright().getWidth());
        for (Photo written : List.of(photo, changed(photo))) {
            byte[] file = writer.encode(written);
            Photo again = read(file);
            assertArrayEquals(TestPictures.samples(written.upright()), TestPictures.samples(again.upright()));
            assertEquals(Orientation.ROTATE_RIGHT, again.orientation());
            for (String kept : List.of("Camera & Sons", "Camera 7", "Title\0A view", "gAMA")) {
                assertTrue(Metadata.contains(file, kept), kept);
            }
            for (String gone : List.of(Metadata.THUMBNAIL, "GPS", "Vienna", "Author")) {
                assertFalse(Metadata.contains(file, gone), gone);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void colourProfileIsKeptAndWideGamutStaysInItsOwnSpace(String format) throws IOException {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        BufferedImage picture = TestPictures.smooth(48, 40, BufferedImage.TYPE_3BYTE_BGR);
        byte[] source =
                format.equals("png") ? TestPictures.encoded(picture, "png") : TestPictures.jpeg(picture, 0.95f, false);
        Photo plain = read(source);
        byte[] tagged = plain.encoded()
                .copy(
                        new PhotoMetadata(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(linear),
                                Optional.empty(),
                                Orientation.NORMAL),
                        MetadataRules.of(MetadataPolicy.KEEP));
        Photo photo = read(tagged);
        assertArrayEquals(TestPictures.samples(plain.upright()), TestPictures.samples(photo.upright()), "own numbers");
        assertFalse(photo.upright().getColorModel().getColorSpace().isCS_sRGB());
        int seen = SrgbView.of(photo.upright()).getRGB(24, 20) >> 8 & 0xff;
        int stored = plain.upright().getRGB(24, 20) >> 8 & 0xff;
        assertTrue(seen > stored + 30, "models see linear " + stored + " as " + seen);
        for (MetadataPolicy policy : MetadataPolicy.values()) {
            byte[] file = new PhotoWriter(policy).encode(changed(photo));
            assertArrayEquals(linear, read(file).encoded().metadata().icc().orElseThrow());
            assertClose(changed(photo).upright(), read(file).upright(), 6);
        }
    }

    @Test
    void iptcIsKeptWithoutPlacesAndPhotoshopThumbnails() throws IOException {
        byte[] iptc = concat(dataSet(2, 5, "A title"), dataSet(2, 90, "Vienna"), dataSet(2, 116, "(c) Ann"));
        byte[] resources = concat(
                resource(0x040c, Metadata.THUMBNAIL.getBytes(StandardCharsets.US_ASCII)),
                resource(0x0404, iptc),
                resource(0x03ed, new byte[16]));
        byte[] data = concat("Photoshop 3.0\0".getBytes(StandardCharsets.US_ASCII), resources);
        Photo photo = read(Metadata.withSegment(jpeg(0.8f), 0xed, data));
        byte[] file = writer.encode(changed(photo));
        JpegImageMetadata metadata = (JpegImageMetadata) Imaging.getMetadata(file);
        String items = metadata.getPhotoshop().getItems().toString();
        assertTrue(items.contains("A title") && items.contains("(c) Ann"), items);
        assertFalse(Metadata.contains(file, "Vienna"));
        assertFalse(Metadata.contains(file, Metadata.THUMBNAIL));
        assertTrue(Metadata.contains(new PhotoWriter(MetadataPolicy.KEEP).encode(photo), "Vienna"));
    }

    @Test
    void companionsAndTrailersOfPhonesGo() throws IOException {
        byte[] jpeg = Metadata.withSegment(
                jpeg(0.8f), 0xe2, ("MPF\0" + Metadata.THUMBNAIL).getBytes(StandardCharsets.US_ASCII));
        jpeg = Metadata.withSegment(jpeg, 0xfe, "a comment".getBytes(StandardCharsets.US_ASCII));
        Photo photo = read(concat(jpeg, Metadata.THUMBNAIL.getBytes(StandardCharsets.US_ASCII)));
        for (Photo written : List.of(photo, changed(photo))) {
            byte[] file = writer.encode(written);
            assertFalse(Metadata.contains(file, Metadata.THUMBNAIL));
            assertTrue(Metadata.contains(file, "a comment"));
        }
    }

    @Test
    void illegibleMetadataDoesNotStopAPhoto() throws IOException {
        byte[] exif = "Exif\0\0II*\0\u00ff\u00ff\u00ff\u007f".getBytes(StandardCharsets.ISO_8859_1);
        byte[] xmp =
                "http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x>&e;</x>"
                        .getBytes(StandardCharsets.US_ASCII);
        Photo photo = read(Metadata.withSegment(Metadata.withSegment(jpeg(0.8f), 0xe1, xmp), 0xe1, exif));
        byte[] file = writer.encode(changed(photo));
        assertFalse(Metadata.contains(file, "DOCTYPE"));
        assertEquals(64, read(file).upright().getWidth());
    }

    @Test
    void xmpThatNestsTooDeeplyIsDropped() throws IOException {
        String deep = "<a>".repeat(9000) + "</a>".repeat(9000);
        byte[] data = ("http://ns.adobe.com/xap/1.0/\0" + deep).getBytes(StandardCharsets.US_ASCII);
        Photo photo = read(Metadata.withSegment(jpeg(0.8f), 0xe1, data));
        assertFalse(Metadata.contains(writer.encode(photo), "<a><a>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void tiffKeepsMetadataWithoutThumbnailAndLocation(String order) throws IOException {
        ByteOrder byteOrder = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        Photo photo = read(Metadata.tiff(TestPictures.smooth(40, 30, BufferedImage.TYPE_3BYTE_BGR), 6, byteOrder));
        assertEquals(Orientation.ROTATE_RIGHT, photo.orientation());
        for (Photo written : List.of(photo, changed(photo))) {
            byte[] file = writer.encode(written);
            Photo again = read(file);
            assertArrayEquals(TestPictures.samples(written.upright()), TestPictures.samples(again.upright()));
            assertEquals(Orientation.ROTATE_RIGHT, again.orientation());
            TiffImageMetadata metadata = (TiffImageMetadata) Imaging.getMetadata(file);
            assertEquals("Camera & Sons", metadata.getFieldValue(TiffTagConstants.TIFF_TAG_MAKE)[0]);
            assertEquals(400, metadata.findField(ExifTagConstants.EXIF_TAG_ISO).getIntValue());
            assertNull(metadata.getGpsInfo());
            assertTrue(Imaging.getXmpXml(file).contains("Camera 7"));
            for (String gone : List.of(Metadata.MAKER_NOTE, Metadata.THUMBNAIL, "Vienna")) {
                assertFalse(Metadata.contains(file, gone), gone);
            }
        }
        byte[] kept = new PhotoWriter(MetadataPolicy.KEEP).encode(photo);
        assertEquals(
                48.21,
                ((TiffImageMetadata) Imaging.getMetadata(kept)).getGpsInfo().getLatitudeAsDegreesNorth(),
                1e-6);
        assertTrue(Metadata.contains(kept, Metadata.MAKER_NOTE));
        byte[] stripped = new PhotoWriter(MetadataPolicy.STRIP).encode(photo);
        assertFalse(Metadata.contains(stripped, "Camera"));
        assertArrayEquals(
                TestPictures.samples(photo.upright()),
                TestPictures.samples(read(stripped).upright()));
    }

    @Test
    void existingTargetIsReplacedOnlyWhenAllowed() throws IOException {
        Path source = Files.write(folder.resolve("me.jpg"), Metadata.added(jpeg(0.8f), 1));
        Photo photo = reader.read(source);
        byte[] before = Files.readAllBytes(source);
        assertThrows(FileAlreadyExistsException.class, () -> writer.write(photo, source, false));
        assertArrayEquals(before, Files.readAllBytes(source));
        writer.write(changed(photo), source, true);
        assertClose(changed(photo).upright(), reader.read(source).upright(), 14);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(source), files.toList());
        }
    }

    @Test
    void unusableFolderIsNamedAndNothingIsLeft() throws IOException {
        Path file = Files.writeString(folder.resolve("not-a-folder"), "x");
        Photo photo = read(jpeg(0.8f));
        FileSystemException refusal =
                assertThrows(FileSystemException.class, () -> writer.write(photo, file.resolve("out.jpg"), true));
        assertTrue(refusal.getMessage().contains("not a folder"), refusal.getMessage());
        assertEquals("x", Files.readString(file));
    }

    @Test
    void pixelsOfAnotherSizeAreRefused() throws IOException {
        Photo photo = read(jpeg(0.8f));
        BufferedImage other = new BufferedImage(3, 4, BufferedImage.TYPE_INT_RGB);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> photo.withPixels(other));
        assertTrue(
                refusal.getMessage().contains("64x40") && refusal.getMessage().contains("3x4"), refusal.getMessage());
    }

    private Photo read(byte[] bytes) throws IOException {
        return reader.read(new ByteArrayInputStream(bytes), "photo");
    }

    /** The photo with each sample in its middle raised by 10. */
    private static Photo changed(Photo photo) {
        BufferedImage pixels = Orientation.MIRRORED.toUpright(Orientation.MIRRORED.toUpright(photo.upright()));
        for (int y = pixels.getHeight() / 4; y < pixels.getHeight() * 3 / 4; y++) {
            for (int x = pixels.getWidth() / 4; x < pixels.getWidth() * 3 / 4; x++) {
                int[] pixel = pixels.getRaster().getPixel(x, y, (int[]) null);
                for (int i = 0; i < pixel.length; i++) {
                    int max = (1 << pixels.getRaster().getSampleModel().getSampleSize(i)) - 1;
                    pixel[i] = Math.min(max, pixel[i] + 10);
                }
                pixels.getRaster().setPixel(x, y, pixel);
            }
        }
        return photo.withPixels(pixels);
    }

    private static byte[] jpeg(float quality) throws IOException {
        return TestPictures.jpeg(TestPictures.smooth(64, 40, BufferedImage.TYPE_3BYTE_BGR), quality, false);
    }

    private static JpegFrame frame(byte[] jpeg) throws IOException {
        return JpegFrame.parse(JpegSegments.parse(jpeg, "x"), "x");
    }

    private static void assertSameEncoding(byte[] source, byte[] written) throws IOException {
        JpegFrame expected = frame(source);
        JpegFrame actual = frame(written);
        assertEquals(expected.progressive(), actual.progressive());
        assertEquals(expected.components().size(), actual.components().size());
        for (int i = 0; i < expected.components().size(); i++) {
            JpegFrame.Component before = expected.components().get(i);
            JpegFrame.Component after = actual.components().get(i);
            assertEquals(before.horizontal(), after.horizontal());
            assertEquals(before.vertical(), after.vertical());
            assertArrayEquals(before.table().getTable(), after.table().getTable());
        }
    }

    private static void assertClose(BufferedImage expected, BufferedImage actual, int mostLevels) {
        int[] a = TestPictures.samples(expected);
        int[] b = TestPictures.samples(actual);
        assertEquals(a.length, b.length);
        for (int i = 0; i < a.length; i++) {
            assertTrue(Math.abs(a[i] - b[i]) <= mostLevels, "sample " + i + ": " + a[i] + " became " + b[i]);
        }
    }

    private static int[] ramp(int width, int height) {
        int[] levels = new int[width * height];
        Arrays.setAll(levels, i -> 30 + 3 * (i % width));
        return levels;
    }

    private static int indexOf(byte[] jpeg, int marker) {
        for (int i = 0; ; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) marker) {
                return i;
            }
        }
    }

    private static PngChunks.Chunk text(String type, String latin1) {
        return new PngChunks.Chunk(type, latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] dataSet(int record, int number, String value) {
        return concat(
                new byte[] {0x1c, (byte) record, (byte) number, 0, (byte) value.length()},
                value.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] resource(int id, byte[] data) {
        return concat(
                new byte[] {'8', 'B', 'I', 'M', (byte) (id >> 8), (byte) id, 0, 0, 0, 0, 0, (byte) data.length},
                data,
                new byte[data.length & 1]);
    }

    private static byte[] concat(byte[]... parts) {
        int length = Stream.of(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static TiffImageMetadata exif(byte[] jpeg) throws IOException {
        return ((JpegImageMetadata) Imaging.getMetadata(jpeg)).getExif();
    }
}
