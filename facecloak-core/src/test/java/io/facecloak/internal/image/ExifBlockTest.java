package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoNote;
import io.facecloak.internal.image.ExifBlocks.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExifBlockTest {

    private static final Field MODEL = ExifBlocks.ascii(0x0110, "Model 7");
    private static final Field TURNED = ExifBlocks.shortValue(0x0112, 6);

    private static byte[] filtered(byte[] exif, MetadataPolicy policy) {
        return ExifBlock.filtered(
                        exif,
                        MetadataRules.of(policy),
                        ExifBlock.orientation(exif).orElse(Orientation.NORMAL))
                .orElseThrow();
    }

    private static void assertKept(byte[] exif) {
        assertEquals(Optional.of(Orientation.ROTATE_RIGHT), ExifBlock.orientation(exif));
        for (MetadataPolicy policy :
                List.of(MetadataPolicy.SHARING, MetadataPolicy.KEEP_WITHOUT_LOCATION, MetadataPolicy.KEEP)) {
            byte[] kept = filtered(exif, policy);
            assertEquals(Optional.of(Orientation.ROTATE_RIGHT), ExifBlock.orientation(kept));
            assertTrue(Metadata.contains(kept, "Model 7"), policy + "");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 8, 7_000_000, -1})
    void theChainEndsWhereverItLeads(int next) {
        assertKept(ExifBlocks.block(next, List.of(MODEL, TURNED)));
    }

    @Test
    void aDamagedFieldCostsNothingElse() {
        for (Field damaged : List.of(
                new Field(0x010e, 2, 5000, new byte[0], 60_000),
                new Field(0x010e, 2, -1, new byte[0], 8),
                new Field(0x010e, 99, 1, new byte[4], 0),
                ExifBlocks.pointer(0x8769, 60_000),
                ExifBlocks.pointer(0x8769, 3),
                ExifBlocks.pointer(0x8769, 8),
                ExifBlocks.pointer(0x8825, -1),
                ExifBlocks.pointer(0x014a, 8))) {
            assertKept(ExifBlocks.block(damaged, MODEL, TURNED));
            assertKept(ExifBlocks.block(MODEL, TURNED, damaged));
        }
    }

    @Test
    void fieldsMayShareAValue() {
        byte[] value = {72, 0, 0, 0, 1, 0, 0, 0};
        Field first = new Field(0x011a, 5, 1, value, 0);
        byte[] exif = ExifBlocks.block(MODEL, TURNED, first);
        int place = 8 + 2 + 3 * 12 + 4 + 8;
        byte[] shared = ExifBlocks.block(
                MODEL,
                TURNED,
                first,
                new Field(0x011b, 5, 1, new byte[0], place + 12),
                new Field(0x0128, 3, 1, new byte[] {2, 0}, 0));
        assertKept(exif);
        byte[] kept = filtered(shared, MetadataPolicy.KEEP);
        assertTrue(kept.length <= shared.length, kept.length + " of " + shared.length);
    }

    @ParameterizedTest
    @CsvSource({"1, 6, 6", "3, 6, 6", "4, 6, 6", "7, 6, 6", "3, 0, 1", "3, 9, 1", "2, 6, 1", "5, 6, 1", "99, 6, 1"})
    void orientationIsAWholeNumberFromOneToEight(int type, int value, int expected) throws IOException {
        byte[] exif = ExifBlocks.block(new Field(0x0112, type, 1, new byte[] {(byte) value, 0, 0, 0}, 0), MODEL);
        Photo photo = Photos.read(ExifBlocks.jpeg(exif));
        assertEquals(expected, photo.orientation().exifValue());
        assertEquals(
                expected,
                Photos.read(new PhotoWriter().encode(photo)).orientation().exifValue());
    }

    @Test
    void theThumbnailsOrientationDoesNotTurnThePhoto() throws IOException {
        byte[] exif = ExifBlocks.block(0, List.of(MODEL), List.of(TURNED));
        Photo photo = Photos.read(ExifBlocks.jpeg(exif));
        assertEquals(Orientation.NORMAL, photo.orientation());
        assertEquals(
                Orientation.NORMAL, Photos.read(new PhotoWriter().encode(photo)).orientation());
    }

    @Test
    void theFirstSegmentThatTellsAnOrientationCounts() throws IOException {
        byte[] prefix = "Exif\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        byte[] second =
                Metadata.withSegment(ExifBlocks.jpeg(), 0xe1, ExifBlocks.concat(prefix, ExifBlocks.block(TURNED)));
        byte[] silent = "Exif\0\0II*\0\b\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
        byte[] broken = "Exif\0\0\u0001\0\0\u0001".getBytes(StandardCharsets.ISO_8859_1);
        for (byte[] first : List.of(silent, broken)) {
            Photo photo = Photos.read(Metadata.withSegment(second, 0xe1, first));
            assertEquals(Orientation.ROTATE_RIGHT, photo.orientation());
            Photo written = Photos.read(new PhotoWriter().encode(photo));
            assertEquals(Orientation.ROTATE_RIGHT, written.orientation());
            assertArrayEquals(TestPictures.samples(photo.upright()), TestPictures.samples(written.upright()));
        }
    }

    @Test
    void pngTellsItInThreeWays() throws IOException {
        byte[] exif = ExifBlocks.block(TURNED, MODEL);
        byte[] prefixed = ExifBlocks.concat("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), exif);
        StringBuilder digits = new StringBuilder("Raw profile type exif\0\nexif\n    " + prefixed.length + "\n");
        for (int i = 0; i < prefixed.length; i++) {
            digits.append(String.format("%02x", prefixed[i])).append(i % 36 == 35 ? "\n" : "");
        }
        byte[] raw = digits.append("\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        for (PngChunks.Chunk chunk : List.of(
                new PngChunks.Chunk("eXIf", exif),
                new PngChunks.Chunk("eXIf", prefixed),
                new PngChunks.Chunk("tEXt", raw))) {
            Photo photo = Photos.read(HidingPlaces.pngOf(chunk));
            assertEquals(Orientation.ROTATE_RIGHT, photo.orientation());
            byte[] written = new PhotoWriter().encode(photo);
            assertEquals(Orientation.ROTATE_RIGHT, Photos.read(written).orientation());
            assertTrue(Metadata.contains(written, "Model 7"));
        }
    }

    @Test
    void latin1StaysAsItIs() {
        byte[] exif =
                ExifBlocks.block(ExifBlocks.ascii(0x010e, "Caf\u00e9"), ExifBlocks.ascii(0x8298, "\u00a9 J\u00fcrgen"));
        for (MetadataPolicy policy : List.of(MetadataPolicy.SHARING, MetadataPolicy.KEEP)) {
            assertTrue(Metadata.contains(filtered(exif, policy), "Caf\u00e9\0"));
            assertTrue(Metadata.contains(filtered(exif, policy), "\u00a9 J\u00fcrgen\0"));
        }
    }

    @Test
    void sharingDropsOwnersSerialNumbersAndWhatNobodyKnows() {
        byte[] exif = ExifBlocks.block(
                MODEL,
                ExifBlocks.ascii(0x013b, "Zartist"),
                ExifBlocks.ascii(0x013c, "Zhost"),
                ExifBlocks.ascii(0xfde8, "Zowner"),
                ExifBlocks.ascii(0xc62f, "Zserial"),
                ExifBlocks.undefined(0x9c9e, "Z\0k\0e\0y\0".getBytes(StandardCharsets.ISO_8859_1)));
        byte[] shared = filtered(exif, MetadataPolicy.SHARING);
        assertFalse(Metadata.contains(shared, "Z"));
        assertTrue(Metadata.contains(shared, "Model 7"));
        assertTrue(Metadata.contains(filtered(exif, MetadataPolicy.KEEP_WITHOUT_LOCATION), "Zartist"));
    }

    @Test
    void aMakersNoteStaysAtItsPlaceUnderKeep() {
        byte[] note = "NOTE-THAT-REFERS-TO-ITSELF".getBytes(StandardCharsets.ISO_8859_1);
        for (int gap : new int[] {0, 3, 400}) {
            byte[] directories = ExifBlocks.block(
                    0,
                    List.of(MODEL, TURNED, ExifBlocks.pointer(0x8769, 8 + 6 + 36)),
                    List.of(new Field(0x927c, 7, note.length, new byte[0], 120 + gap)));
            byte[] exif = Arrays.copyOf(directories, 120 + gap + note.length);
            System.arraycopy(note, 0, exif, 120 + gap, note.length);
            byte[] kept = filtered(exif, MetadataPolicy.KEEP);
            assertArrayEquals(note, Arrays.copyOfRange(kept, 120 + gap, 120 + gap + note.length));
            assertEquals(
                    120 + gap,
                    TiffStructure.parse(kept)
                            .orElseThrow()
                            .exif()
                            .find(0x927c)
                            .orElseThrow()
                            .offset());
            assertKept(exif);
            assertFalse(Metadata.contains(filtered(exif, MetadataPolicy.KEEP_WITHOUT_LOCATION), "NOTE"));
        }
    }

    @ParameterizedTest
    @EnumSource(MetadataPolicy.class)
    void whereNoTagCanStayThePixelsAreTurned(MetadataPolicy policy) throws IOException {
        Photo photo = Photos.read(ExifBlocks.jpeg(ExifBlocks.block(TURNED)));
        Photo written = Photos.read(new PhotoWriter(policy).encode(photo));
        assertEquals(40, written.upright().getWidth());
        assertEquals(
                policy == MetadataPolicy.STRIP ? Set.of(PhotoNote.TURNED) : Set.of(),
                new PhotoWriter(policy).notes(photo));
    }
}
