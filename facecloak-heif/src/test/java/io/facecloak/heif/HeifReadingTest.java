package io.facecloak.heif;

import static io.facecloak.heif.Heif.coded;
import static io.facecloak.heif.Heif.difference;
import static io.facecloak.heif.Heif.encoded;
import static io.facecloak.heif.Heif.picture;
import static io.facecloak.heif.Heif.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.heif.HeifBuilder.Coded;
import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoNote;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.internal.image.SrgbView;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kinds of HEIC and AVIF files: what is shown, what is kept, and what never reaches a written file. */
class HeifReadingTest {

    /** What the codec changes at quality 95. */
    private static final int LOSSY = 6;

    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;

    private static BufferedImage source;
    private static Coded hevc;

    @TempDir
    private Path folder;

    @BeforeAll
    static void code() throws IOException {
        Heif.requireCodecs();
        source = picture(WIDTH, HEIGHT);
        hevc = coded(source, PhotoFormat.HEIC);
    }

    @ParameterizedTest
    @EnumSource(
            value = PhotoFormat.class,
            names = {"HEIC", "AVIF"})
    void picturesAreReadAndWrittenAsJpegOrAsTheirOwnFormat(PhotoFormat format) throws IOException {
        Photo photo = read(encoded(source, format));
        assertEquals(format, photo.format());
        assertTrue(difference(source, photo.upright()) <= LOSSY);
        assertEquals(PhotoFormat.JPEG, new PhotoWriter().formatOf(photo));
        Photo jpeg = read(new PhotoWriter().encode(photo));
        assertEquals(PhotoFormat.JPEG, jpeg.format());
        assertTrue(difference(photo.upright(), jpeg.upright()) <= 4);
        Photo own = read(new PhotoWriter().inOwnFormat().encode(photo));
        assertEquals(format, own.format());
        assertTrue(difference(photo.upright(), own.upright()) <= LOSSY);
        Path target = folder.resolve("named." + format.extension());
        new PhotoWriter().named(target).write(photo, target, false);
        assertEquals(format, PhotoFormat.of(target).orElseThrow());
    }

    /** As ISO/IEC 23008-12 has it: turned against the clock first, then mirrored; 0 exchanges top and bottom. */
    @ParameterizedTest
    @CsvSource({
        "0, -1, NORMAL", "1, -1, ROTATE_LEFT", "2, -1, ROTATED_180", "3, -1, ROTATE_RIGHT",
        "0, 0, FLIPPED", "0, 1, MIRRORED", "1, 0, TRANSPOSED", "1, 1, TRANSVERSED"
    })
    void picturesAreTurnedAndMirrored(int quarters, int axis, Orientation expected) throws IOException {
        List<byte[]> moves = new ArrayList<>();
        if (quarters > 0) {
            moves.add(HeifBuilder.turned(quarters));
        }
        if (axis >= 0) {
            moves.add(HeifBuilder.mirrored(axis));
        }
        HeifBuilder builder = new HeifBuilder();
        builder.picture(hevc, moves.toArray(byte[][]::new));
        Photo photo = read(builder.file());
        assertTrue(difference(expected.toUpright(source), photo.upright()) <= LOSSY);
        assertEquals(Orientation.NORMAL, photo.orientation());
    }

    /** What EXIF says of the orientation is not for readers of HEIF, and must not turn the copy either. */
    @Test
    void exifAndXmpAreKeptAsThePolicySays() throws IOException {
        HeifBuilder builder = new HeifBuilder();
        int main = builder.picture(hevc);
        builder.exif(exif(6), main);
        builder.xmp(
                ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                                + "<rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='4'"
                                + " xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:City='Zurich'/>"
                                + "</rdf:RDF></x:xmpmeta>")
                        .getBytes(StandardCharsets.UTF_8),
                "",
                main);
        Photo photo = read(builder.file());
        assertTrue(difference(source, photo.upright()) <= LOSSY);
        for (PhotoWriter writer : List.of(new PhotoWriter(), new PhotoWriter().inOwnFormat())) {
            byte[] written = writer.encode(photo);
            String text = new String(written, StandardCharsets.ISO_8859_1);
            assertTrue(text.contains("Phone 9"), "the model stays");
            assertTrue(text.contains("Rating"), "the rating stays");
            assertFalse(text.contains("Zurich"), "the place goes");
            Photo again = read(written);
            assertEquals(Orientation.NORMAL, again.orientation());
            assertTrue(difference(source, again.upright()) <= 2 * LOSSY);
        }
        String stripped = new String(new PhotoWriter(MetadataPolicy.STRIP).encode(photo), StandardCharsets.ISO_8859_1);
        assertFalse(stripped.contains("Phone 9"));
    }

    /** Make's neighbour, the model, and the orientation. */
    private static byte[] exif(int orientation) {
        byte[] model = "Phone 9\0".getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(8 + 2 + 2 * 12 + 4 + model.length)
                .put(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8})
                .putShort((short) 2)
                .putShort((short) 0x0110)
                .putShort((short) 2)
                .putInt(model.length)
                .putInt(38)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .put(model)
                .array();
    }

    @Test
    void profilesAreKept() throws IOException {
        byte[] icc = new CodedColour(12, 13).profile().orElseThrow();
        HeifBuilder builder = new HeifBuilder();
        builder.picture(hevc, HeifBuilder.profile(icc));
        Photo photo = read(builder.file());
        for (PhotoWriter writer : List.of(new PhotoWriter(), new PhotoWriter().inOwnFormat())) {
            byte[] written = writer.encode(photo);
            assertEquals(1, count(written, new String(icc, StandardCharsets.ISO_8859_1)));
            assertFalse(read(written).upright().getColorModel().getColorSpace().isCS_sRGB());
        }
    }

    /** Pure colours of Display P3 and BT.2020, as they lie in sRGB (CSS Color 4's matrices). */
    @ParameterizedTest
    @CsvSource({"12, 200, 120, 80, 213, 115, 70", "12, 90, 160, 110, 61, 162, 105", "9, 150, 130, 120, 162, 127, 118"})
    void codePointsBecomeAProfile(int primaries, int red, int green, int blue, int r, int g, int b) throws IOException {
        BufferedImage plain = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 64 * 64; i++) {
            plain.setRGB(i % 64, i / 64, red << 16 | green << 8 | blue);
        }
        HeifBuilder builder = new HeifBuilder();
        builder.picture(coded(plain, PhotoFormat.HEIC), HeifBuilder.colour(primaries, 13, 6, true));
        Photo photo = read(builder.file());
        assertColour(r, g, b, SrgbView.of(photo.upright()).getRGB(30, 30));
        assertColour(
                r,
                g,
                b,
                SrgbView.of(read(new PhotoWriter().encode(photo)).upright()).getRGB(30, 30));
    }

    private static void assertColour(int red, int green, int blue, int rgb) {
        String seen = Integer.toHexString(rgb);
        assertEquals(red, rgb >> 16 & 0xff, 4, seen);
        assertEquals(green, rgb >> 8 & 0xff, 4, seen);
        assertEquals(blue, rgb & 0xff, 4, seen);
    }

    @ParameterizedTest
    @CsvSource({"1, 13", "2, 2", "1, 1"})
    void ordinaryCodePointsAreSrgb(int primaries, int transfer) throws IOException {
        HeifBuilder builder = new HeifBuilder();
        builder.picture(hevc, HeifBuilder.colour(primaries, transfer, 6, true));
        Photo photo = read(builder.file());
        assertTrue(photo.upright().getColorModel().getColorSpace().isCS_sRGB());
        assertTrue(difference(source, photo.upright()) <= LOSSY);
    }

    /** White paper is at 203 of 10,000 cd/m², which PQ codes as 0.58. */
    @Test
    void pqIsMappedToOrdinaryDisplays() throws IOException {
        BufferedImage paper = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < 64 * 64; i++) {
            paper.setRGB(i % 64, i / 64, 148 * 0x010101);
        }
        HeifBuilder builder = new HeifBuilder();
        builder.picture(coded(paper, PhotoFormat.HEIC), HeifBuilder.colour(9, 16, 6, true));
        Photo photo = read(builder.file());
        int shown = photo.upright().getRaster().getSample(30, 30, 0);
        assertTrue(shown > 210 && shown < 250, "paper is shown as " + shown);
        assertEquals(Set.of(PhotoNote.HDR_REDUCED), new PhotoWriter().notes(photo));
    }

    @Test
    void tenBitsAreReadAsSixteen() throws IOException {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, ColorModel.OPAQUE, DataBuffer.TYPE_USHORT);
        BufferedImage deep = new BufferedImage(model, model.createCompatibleWritableRaster(WIDTH, HEIGHT), false, null);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                deep.getRaster().setPixel(x, y, new int[] {20_000 + 100 * x, 30_000 + 50 * y, 25_000 + 20 * (x + y)});
            }
        }
        assertEquals(
                8,
                read(encoded(deep, PhotoFormat.AVIF)).upright().getColorModel().getComponentSize(0));
        Photo photo = read(encoded(deep, PhotoFormat.HEIC));
        assertEquals(16, photo.upright().getColorModel().getComponentSize(0));
        int worst = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int band = 0; band < 3; band++) {
                    worst = Math.max(
                            worst,
                            Math.abs(deep.getRaster().getSample(x, y, band)
                                    - photo.upright().getRaster().getSample(x, y, band)));
                }
            }
        }
        assertTrue(worst < 1000, "four of 10-bit's levels are 256: " + worst);
        assertTrue(difference(
                        photo.upright(), read(new PhotoWriter().encode(photo)).upright())
                <= 4);
    }

    @Test
    void transparencyBecomesPngAndOpaqueAlphaIsNone() throws IOException {
        BufferedImage glass = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_4BYTE_ABGR);
        BufferedImage opaque = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_4BYTE_ABGR);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                glass.setRGB(x, y, source.getRGB(x, y) & 0xffffff | (80 + x) << 24);
                opaque.setRGB(x, y, source.getRGB(x, y));
            }
        }
        Photo photo = read(encoded(glass, PhotoFormat.AVIF));
        assertTrue(photo.upright().getColorModel().hasAlpha());
        assertTrue(difference(glass, photo.upright()) <= 2 * LOSSY);
        assertEquals(PhotoFormat.PNG, new PhotoWriter().formatOf(photo));
        assertEquals(
                0,
                difference(
                        photo.upright(), read(new PhotoWriter().encode(photo)).upright()));
        assertTrue(difference(
                        glass,
                        read(new PhotoWriter().inOwnFormat().encode(photo)).upright())
                <= 3 * LOSSY);
        assertEquals(PhotoFormat.JPEG, new PhotoWriter().formatOf(read(encoded(opaque, PhotoFormat.AVIF))));
    }

    /** Java takes gray for linear light, and would brighten it. */
    @Test
    void grayKeepsItsLevels() throws IOException {
        BufferedImage gray = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                gray.getRaster().setSample(x, y, 0, 60 + x);
            }
        }
        BufferedImage shown = read(encoded(gray, PhotoFormat.HEIC)).upright();
        for (int x = 0; x < WIDTH; x++) {
            assertEquals(60 + x, shown.getRGB(x, 20) & 0xff, LOSSY);
        }
    }

    @Test
    void tilesAreJoined() throws IOException {
        HeifBuilder builder = new HeifBuilder();
        BufferedImage whole = picture(2 * 64, 2 * 64);
        List<Integer> tiles = new ArrayList<>();
        for (int tile = 0; tile < 4; tile++) {
            BufferedImage part = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
            int left = tile % 2 * 64;
            int top = tile / 2 * 64;
            for (int i = 0; i < 64 * 64; i++) {
                part.setRGB(i % 64, i / 64, whole.getRGB(left + i % 64, top + i / 64));
            }
            tiles.add(builder.picture(coded(part, PhotoFormat.HEIC)));
        }
        int grid = builder.grid(2, 2, 120, 100, 100, tiles);
        Photo photo = read(builder.primary(grid).file());
        int largest = difference(whole.getSubimage(0, 0, 120, 100), photo.upright());
        assertTrue(largest <= LOSSY, "tiles differ by " + largest);
    }

    /** Thumbnail, depth, gain map, another picture: told where it is worth telling, written never. */
    @Test
    void furtherPicturesNeverSurvive() throws IOException {
        Coded other = coded(picture(64, 64), PhotoFormat.HEIC);
        HeifBuilder thumb = new HeifBuilder();
        int main = thumb.picture(hevc);
        thumb.refer("thmb", thumb.picture(other), main);
        assertOnePicture(thumb.file(), Set.of());
        HeifBuilder depth = new HeifBuilder();
        main = depth.picture(hevc);
        depth.refer("auxl", depth.picture(other, HeifBuilder.auxiliary("urn:mpeg:hevc:2015:auxid:2")), main);
        assertOnePicture(depth.file(), Set.of(PhotoNote.FURTHER_PICTURES_LOST));
        HeifBuilder gainMap = new HeifBuilder();
        main = gainMap.picture(hevc);
        gainMap.refer(
                "auxl", gainMap.picture(other, HeifBuilder.auxiliary("urn:com:apple:photo:2020:aux:hdrgainmap")), main);
        assertOnePicture(gainMap.file(), Set.of(PhotoNote.GAIN_MAP_LOST));
        HeifBuilder burst = new HeifBuilder();
        burst.picture(other);
        int second = burst.picture(hevc);
        assertOnePicture(burst.primary(second).file(), Set.of(PhotoNote.FURTHER_PICTURES_LOST));
    }

    private void assertOnePicture(byte[] file, Set<PhotoNote> notes) throws IOException {
        Photo photo = read(file);
        assertTrue(difference(source, photo.upright()) <= LOSSY, "the main picture");
        for (MetadataPolicy policy : MetadataPolicy.values()) {
            PhotoWriter writer = new PhotoWriter(policy);
            assertEquals(notes, writer.notes(photo));
            byte[] jpeg = writer.encode(photo);
            assertEquals(1, count(jpeg, "\u00ff\u00d8\u00ff"), "JPEG pictures");
            assertEquals(0, count(jpeg, "ftyp"));
            byte[] heic = writer.inOwnFormat().encode(photo);
            assertEquals(1, count(heic, "hvc1"), "HEVC pictures");
            assertEquals(0, count(heic, "auxl") + count(heic, "thmb"));
        }
    }

    private static int count(byte[] file, String part) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    /** Whatever brand comes first. */
    @ParameterizedTest
    @ValueSource(strings = {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "miaf"})
    void everyBrandIsRead(String major) throws IOException {
        HeifBuilder builder = new HeifBuilder().brands(major, "mif1", "heic");
        builder.picture(hevc);
        assertTrue(difference(source, read(builder.file()).upright()) <= LOSSY);
        assertEquals(PhotoFormat.HEIC, read(builder.file()).format());
    }

    @Test
    void aJpegPhotoBecomesHeicWhereTheTargetIsNamedSo() throws IOException {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(source, "jpeg", jpeg);
        Photo photo = read(jpeg.toByteArray());
        Path target = folder.resolve("copy.HEIC");
        new PhotoWriter().named(target).write(photo, target, false);
        try (ByteArrayInputStream in = new ByteArrayInputStream(Files.readAllBytes(target))) {
            assertEquals(PhotoFormat.HEIC, read(in.readAllBytes()).format());
        }
    }

    @Test
    void theProfileOfCodePointsIsOneThatJavaUses() {
        ICC_ColorSpace p3 = new ICC_ColorSpace(
                ICC_Profile.getInstance(new CodedColour(12, 13).profile().orElseThrow()));
        float[] red = p3.toRGB(new float[] {1, 1, 1});
        for (float value : red) {
            assertEquals(1, value, 0.01f, "white stays white");
        }
    }
}
