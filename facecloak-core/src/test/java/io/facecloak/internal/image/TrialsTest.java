package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoNote;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the kinds that failed once, or must go on working, each with what is right for it. */
class TrialsTest {

    private static final List<MetadataPolicy> POLICIES = List.of(MetadataPolicy.values());

    private final PhotoReader reader = new PhotoReader();

    private Photo read(String name) throws IOException {
        return reader.read(Shared.path("trials/" + name));
    }

    private static String text(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "F1-canon20d-rotate90.jpg, 6",
        "F1-nikond3100-upright.jpg, 1",
        "F1-nikond40-rotate90.jpg, 6",
        "25-ifd1-orientation-only.jpg, 1",
        "26b-rot90-xmp-only.jpg, 1",
        "jpeg-app1-ff-prefix.jpg, 6",
        "jpeg-exif-after-sof.jpg, 1",
        "jpeg-exif-twice-second-orient.jpg, 6",
        "jpeg-orient-0.jpg, 1",
        "jpeg-orient-byte.jpg, 6",
        "jpeg-orient-long.jpg, 6",
        "jpeg-orient-undef.jpg, 6",
        "png-exif-after-idat.png, 6",
        "png-exif-plain.png, 6",
        "png-exif-prefix.png, 6",
        "png-rawprofile-exif.png, 6"
    })
    void theOrientationIsReadAndStays(String name, int orientation) throws IOException {
        Photo photo = read("orientation/" + name);
        assertEquals(orientation, photo.orientation().exifValue());
        for (MetadataPolicy policy : POLICIES) {
            byte[] written = new PhotoWriter(policy).encode(photo);
            Photo again = Photos.read(written);
            assertEquals(
                    policy == MetadataPolicy.STRIP ? 1 : orientation,
                    again.orientation().exifValue(),
                    policy + "");
            assertEquals(photo.upright().getWidth(), again.upright().getWidth());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F1-canon20d-rotate90.jpg, Canon EOS 20D, 2005:04:10",
        "F1-nikond3100-upright.jpg, NIKON D3100, 2010:12:02",
        "F1-nikond40-rotate90.jpg, NIKON D40, 2006:12:16"
    })
    void camerasKeepDateAndModel(String name, String model, String date) throws IOException {
        String written = text(new PhotoWriter().encode(read("orientation/" + name)));
        assertTrue(written.contains(model) && written.contains(date));
        assertFalse(written.contains("An Example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20-drone-dji.jpg", "21-xmp-places.jpg", "22-mapillary-desc.jpg"})
    void placesGo(String name) throws IOException {
        Photo photo = read("metadata/" + name);
        for (MetadataPolicy policy : List.of(MetadataPolicy.SHARING, MetadataPolicy.KEEP_WITHOUT_LOCATION)) {
            String written = text(new PhotoWriter(policy).encode(photo)).replace("\0", "");
            for (String place : List.of(
                    "52.51",
                    "13.37",
                    "52,30",
                    "13,22",
                    "ZCC",
                    "ZcreatorCity",
                    "Zstreet",
                    "Zloc",
                    "ZshownCity",
                    "Zdescr",
                    "Zdigikam",
                    "Zlr",
                    "Zmediapro",
                    "Zcity",
                    "Zcountry",
                    "Zstate",
                    "ZprismLoc",
                    "ZshotLoc",
                    "Zicl",
                    "Zicity",
                    "Zisub",
                    "Ziprov",
                    "Zicountry",
                    "Zxpcomment",
                    "Latitude",
                    "+46.00")) {
                assertFalse(written.contains(place), policy + " " + place);
            }
        }
        assertTrue(text(new PhotoWriter(MetadataPolicy.KEEP).encode(photo))
                .replace("\0", "")
                .contains("52.51"));
    }

    @Test
    void namesGo() throws IOException {
        String written = text(new PhotoWriter().encode(read("metadata/23-names.jpg")));
        String plain = written.substring(0, written.indexOf("\u00ff\u00da")).replace("\0", "");
        for (String name : List.of(
                "Zalice",
                "Zartist",
                "ZHOST",
                "ZUNIQ",
                "Zowner",
                "ZSER",
                "ZLENS",
                "ZAUX",
                "ZDOCID",
                "ABCDEF",
                "RegionList")) {
            assertFalse(plain.contains(name), name);
        }
        assertTrue(plain.contains("2020:01:02 03:04:05"));
    }

    @Test
    void panoramasStayPanoramasAndMotionGoes() throws IOException {
        for (MetadataPolicy policy :
                List.of(MetadataPolicy.SHARING, MetadataPolicy.KEEP_WITHOUT_LOCATION, MetadataPolicy.KEEP)) {
            PhotoWriter writer = new PhotoWriter(policy);
            assertEquals(Set.of(PhotoNote.MOTION_FIELDS_LOST), writer.notes(read("metadata/24b-gcamera.jpg")));
            assertTrue(text(writer.encode(read("metadata/24-gpano.jpg"))).contains("equirectangular"));
            assertFalse(text(writer.encode(read("metadata/24b-gcamera.jpg"))).contains("BurstID"));
            assertFalse(text(writer.encode(read("leak/03b-ultrahdr.jpg"))).contains("hdrgm:Version"));
        }
    }

    @Test
    void latin1StaysAsItIs() throws IOException {
        String written = text(new PhotoWriter().encode(read("metadata/latin1.jpg")));
        assertTrue(written.contains("Caf\u00e9 in \u00d8rsted"));
        assertTrue(text(new PhotoWriter(MetadataPolicy.KEEP).encode(read("metadata/latin1.jpg")))
                .contains("J\u00fcrgen Gr\u00f6\u00dfe"));
    }

    @ParameterizedTest
    @EnumSource(MetadataPolicy.class)
    void oneDecodablePictureRemains(MetadataPolicy policy) throws IOException {
        List<Path> files;
        try (Stream<Path> leaks = Files.list(Shared.path("trials/leak"))) {
            files = Stream.concat(leaks, Stream.of(Shared.path("trials/container/K1-casio-preview.jpg")))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            if (file.endsWith("11c-anim.webp")) {
                assertThrows(PhotoFormatException.class, () -> reader.read(file));
                continue;
            }
            Photo photo = reader.read(file);
            List<Photo> written =
                    policy == MetadataPolicy.KEEP ? List.of(photo, Photos.changed(photo)) : List.of(photo);
            for (Photo each : written) {
                byte[] bytes = new PhotoWriter(policy).encode(each);
                assertEquals(List.of("byte 0"), PictureCarver.pictures(bytes), policy + " " + file.getFileName());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-stray-bytes.jpg", "pixel-00e1.jpg", "fill-ff.jpg", "no-eoi.jpg", "eoi-then-zeros.jpg"})
    void strayBytesAreReadOver(String name) throws IOException {
        BufferedImage expected = read("leak/00-base.jpg").upright();
        Photo photo = read("container/" + name);
        assertEquals(List.of(), Photos.differences(expected, photo.upright(), 0), name);
        BufferedImage changed = Photos.changed(photo).upright();
        assertEquals(
                List.of(),
                Photos.differences(
                        changed,
                        Photos.read(new PhotoWriter().encode(Photos.changed(photo)))
                                .upright(),
                        24));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut-last-33.jpg"})
    void damagedFilesAreRefusedByName(String name) {
        Shared.path("trials/container/" + name); // skips here, where a skip is no failure of another kind
        IOException refusal = assertThrows(IOException.class, () -> read("container/" + name));
        assertTrue(refusal.getMessage().contains(name), refusal.getMessage());
    }

    /** Either as it is, or refused by a sentence with its name. */
    @Test
    void aPaletteWithoutTheNumberOfItsSamplesIsReadOrRefused() throws IOException {
        try {
            Photo photo = read("container/noname-640-pal.tif");
            for (MetadataPolicy policy : POLICIES) {
                Photo written = Photos.read(new PhotoWriter(policy).encode(photo));
                assertEquals(List.of(), Photos.differences(photo.upright(), written.upright(), 0));
            }
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("noname-640-pal.tif"), e.getMessage());
        }
    }

    @Test
    void associatedAlphaStaysAssociated() throws IOException {
        Photo photo = read("container/assoc-alpha.tif");
        for (Photo each : List.of(photo, Photos.changed(photo))) {
            byte[] written = new PhotoWriter().encode(each);
            TiffStructure structure = TiffStructure.parse(written).orElseThrow();
            assertEquals(1, structure.root().find(0x0152).orElseThrow().numbers(structure.order())[0]);
            assertEquals(
                    List.of(),
                    Photos.differences(each.upright(), Photos.read(written).upright(), 0));
        }
    }

    /** In the source's own format, at the same quality. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "container/predictor2.tif",
                "container/assoc-alpha.tif",
                "orientation/png-exif-plain.png",
                "leak/00-base.jpg",
                "container/33-jpeg-named.png"
            })
    void copiesAreHardlyLarger(String name) throws IOException {
        Photo photo = read(name);
        long most = Files.size(Shared.path("trials/" + name)) * 11 / 10;
        for (Photo each : List.of(photo, Photos.changed(photo))) {
            byte[] written = new PhotoWriter().encode(each);
            Photo again = Photos.read(written);
            assertEquals(photo.format(), again.format());
            assertTrue(written.length <= most, written.length + " bytes, at most " + most);
            if (photo.format() != PhotoFormat.JPEG) {
                assertEquals(List.of(), Photos.differences(each.upright(), again.upright(), 0));
            }
        }
    }

    @Test
    void aPredictorStays() throws IOException {
        TiffStructure structure = TiffStructure.parse(new PhotoWriter().encode(read("container/predictor2.tif")))
                .orElseThrow();
        assertEquals(2, structure.root().find(TiffPredictor.TAG).orElseThrow().numbers(structure.order())[0]);
    }

    @Test
    void theContentTellsTheFormatWhateverTheName() throws IOException {
        assertEquals(PhotoFormat.JPEG, read("container/33-jpeg-named.png").format());
    }

    @Test
    void transparentColoursOfAPaletteStay() throws IOException {
        Photo photo = read("container/30-indexed-trns.png");
        assertTrue(photo.upright().getColorModel().hasAlpha());
        for (Photo each : List.of(photo, Photos.changed(photo))) {
            BufferedImage written = Photos.read(new PhotoWriter().encode(each)).upright();
            for (int y = 0; y < written.getHeight(); y += 7) {
                for (int x = 0; x < written.getWidth(); x += 7) {
                    assertEquals(each.upright().getRGB(x, y) >>> 24, written.getRGB(x, y) >>> 24);
                }
            }
        }
    }

    /** Either as djpeg reads it, or refused by a sentence with its name. */
    @Test
    void aNewlineInFrontIsReadOverOrRefused() throws IOException {
        Shared.path("trials/container/leading-newline.jpg");
        try {
            BufferedImage expected = read("leak/00-base.jpg").upright();
            assertEquals(
                    List.of(),
                    Photos.differences(
                            expected, read("container/leading-newline.jpg").upright(), 0));
        } catch (PhotoFormatException e) {
            assertTrue(e.getMessage().contains("leading-newline.jpg"), e.getMessage());
        }
    }

    @Test
    void ofTwoAdobeMarkersTheLastCounts() throws IOException {
        Photo photo = read("container/b444-adobetwice.jpg");
        Photo written = Photos.read(new PhotoWriter().encode(Photos.changed(photo)));
        BufferedImage changed = Photos.changed(photo).upright();
        // Above what changed, every pixel is as decoders show the source; in it, quantisation moves it by some levels.
        assertEquals(
                List.of(),
                Photos.differences(
                        changed.getSubimage(0, 0, changed.getWidth(), 80),
                        written.upright().getSubimage(0, 0, changed.getWidth(), 80),
                        0));
        assertEquals(List.of(), Photos.differences(changed, written.upright(), 40));
    }
}
