package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.NoPhotoException;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoNote;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats that a decoder of the class path reads. */
class AddedPhotoTest {

    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;

    private static byte[] file() {
        byte[] file = new byte[11 + WIDTH * HEIGHT];
        System.arraycopy(ToyDecoder.MAGIC.getBytes(StandardCharsets.ISO_8859_1), 0, file, 0, 8);
        file[8] = WIDTH;
        file[9] = HEIGHT;
        file[10] = (byte) Orientation.ROTATE_RIGHT.exifValue();
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            file[11 + i] = (byte) (40 + 8 * (i % WIDTH));
        }
        return file;
    }

    /** Its metadata are filtered as any other's; what the decoder says of the orientation counts, not EXIF. */
    @Test
    void anApplicationsOwnFormatIsReadAndWrittenAsJpeg() throws IOException {
        Photo photo = Photos.read(file());
        assertEquals(PhotoFormat.OTHER, photo.format());
        assertEquals(HEIGHT, photo.upright().getWidth());
        assertEquals(40 * 0x010101, photo.upright().getRGB(3, 0) & 0xffffff);
        PhotoWriter writer = new PhotoWriter();
        assertEquals(PhotoFormat.JPEG, writer.formatOf(photo));
        assertTrue(writer.notes(photo).contains(PhotoNote.FURTHER_PICTURES_LOST));
        Photo written = Photos.read(writer.encode(photo));
        assertEquals(Orientation.ROTATE_RIGHT, written.orientation());
        assertEquals(Photos.differences(photo.upright(), written.upright(), 6), java.util.List.of());
        assertFalse(new String(writer.encode(photo), StandardCharsets.ISO_8859_1).contains(ToyDecoder.MAGIC));
        assertEquals(Set.of(), new PhotoWriter().notes(written));
    }

    @Test
    void whatHasNoEncoderIsRefusedWithARemedy() throws IOException {
        Photo photo = Photos.read(file());
        IOException missing = assertThrows(
                IOException.class, () -> new PhotoWriter().in(PhotoFormat.HEIC).encode(photo));
        assertTrue(missing.getMessage().contains("facecloak-heif"), missing.getMessage());
    }

    /** All brands count, wherever they stand; without its module, the photo is refused by name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "heic",
                "heix",
                "heim",
                "heis",
                "hevc",
                "hevx",
                "hevm",
                "hevs",
                "mif1",
                "msf1",
                "miaf",
                "avif",
                "avis",
                "isom,mp42,heic",
                "mp42,mif1",
                "qt  ,msf1",
                "zzzz,avif",
                "1pic"
            })
    void everyBrandOfPicturesIsKnown(String brands) throws IOException {
        byte[] file = brands(brands);
        PhotoFormat format = PhotoFormat.of(file).orElseThrow();
        assertEquals(brands.contains("avi") ? PhotoFormat.AVIF : PhotoFormat.HEIC, format);
        PhotoFormatException refusal = assertThrows(
                PhotoFormatException.class, () -> new PhotoReader().read(new ByteArrayInputStream(file), "x.heic"));
        assertFalse(refusal instanceof NoPhotoException);
        assertTrue(refusal.getMessage().startsWith("x.heic"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(format.name()), refusal.getMessage());
    }

    /** A video's brands, but the file describes a picture. */
    @Test
    void aPictureBehindAVideosBrandsIsAPicture() {
        byte[] meta = "\0\0\0\u0028meta\0\0\0\0\0\0\0\u001chdlr\0\0\0\0\0\0\0\0pict\0\0\0\0"
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] type = brands("isom,mp42");
        byte[] file = Arrays.copyOf(type, type.length + meta.length);
        System.arraycopy(meta, 0, file, type.length, meta.length);
        assertEquals(PhotoFormat.HEIC, PhotoFormat.of(file).orElseThrow());
    }

    private static byte[] brands(String brands) {
        String[] all = brands.split(",");
        StringBuilder text = new StringBuilder("ftyp").append(all[0]).append("\0\0\0\0");
        for (String brand : all) {
            text.append(brand);
        }
        text.insert(0, new char[] {0, 0, 0, (char) (text.length() + 4)});
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean mayBePicture(String content) {
        return PhotoReader.mayBePicture(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ff\u00d8\u00ff\u00e0", "\u00ff\n\u0001", "\0\0\0\u000cJXL \r\n", "8BPS\0\u0001", "<?xml?><svg/>",
                "P6\n2 2\n255\n", "\u0001\u0002\u0003\u0004", "FUJIFILMCCD-RAW ", "IIU\0\u0018", "IIRO\u0008",
                "\0\0\0\u0018ftypcrx \0\0\0\u0001crx isom", "\0\0\0\u0010ftypzzzz\0\0\0\0", "II+\0\u0008\0\0\0"
            })
    void whatMayBeAPictureIsTakenForOne(String content) {
        assertTrue(mayBePicture(content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Dear diary,\n", "%PDF-1.7\n\u00e2", "PK\u0003\u0004\u0014\0", "\0\0\0\u0018ftypmp42\0\0\0\0mp42isom",
                "\0\0\0\u0014ftypqt  \0\0\0\0qt  ", "\u001aE\u00df\u00a3\u0001", "RIFF\0\0\0\0WAVEfmt ", "ID3\u0004\0"
            })
    void textDocumentsAndVideosAreNone(String content) {
        assertFalse(mayBePicture(content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\0\0\u0018ftypcrx \0\0\0\u0001crx isom|CR3|darktable",
                "FUJIFILMCCD-RAW 0201|RAF|JPEG",
                "IIRO\u0008\0\0\0|ORF|JPEG",
                "IIU\0\u0018\0\0\0|RW2|JPEG",
                "\u00ff\n\u00fa|JPEG XL|djxl",
                "\0\0\0\u000cJXL \r\n\u0087\n|JPEG XL|djxl"
            })
    void rawPhotosAndJpegXlAreNamedWithWhatToDo(String expected) {
        String[] parts = expected.split("\\|");
        byte[] file = parts[0].getBytes(StandardCharsets.ISO_8859_1);
        PhotoFormatException refusal = assertThrows(
                PhotoFormatException.class, () -> new PhotoReader().read(new ByteArrayInputStream(file), "x.raw"));
        assertFalse(refusal instanceof NoPhotoException);
        for (String word : new String[] {"x.raw", parts[1], parts[2]}) {
            assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
        }
    }

    /** Those that are TIFF files: by Canon's mark, DNG's version, the maker of a preview, and the kind of the samples. */
    @Test
    void rawPhotosThatAreTiffFilesAreNamed() throws IOException {
        assertRaw(
                "CR2",
                Arrays.copyOf("II*\0\u0010\0\0\0CR\u0002\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1), 40));
        assertRaw("DNG", tiff(new int[] {0xc612, 1, 4, 0x0401}, "Google"));
        assertRaw("NEF", tiff(new int[] {0x00fe, 4, 1, 1}, "NIKON CORPORATION"));
        assertRaw("ARW", tiff(new int[] {0x00fe, 4, 1, 1}, "SONY"));
        assertRaw("PEF", tiff(new int[] {0x0103, 3, 1, 65535}, "PENTAX"));
        assertRaw("raw", tiff(new int[] {0x0106, 3, 1, 32803}, "Acme"));
    }

    private static byte[] tiff(int[] field, String make) {
        byte[] text = (make + "    \0").getBytes(StandardCharsets.ISO_8859_1);
        java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(8 + 2 + 24 + 4 + text.length)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0})
                .putShort((short) 2)
                .putShort((short) field[0])
                .putShort((short) field[1])
                .putInt(field[2])
                .putInt(field[3]);
        return out.putShort((short) 0x010f)
                .putShort((short) 2)
                .putInt(text.length)
                .putInt(38)
                .putInt(0)
                .put(text)
                .array();
    }

    private static void assertRaw(String kind, byte[] file) {
        PhotoFormatException refusal = assertThrows(
                PhotoFormatException.class, () -> new PhotoReader().read(new ByteArrayInputStream(file), "x.raw"));
        assertTrue(refusal.getMessage().contains(kind), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("raw photo"), refusal.getMessage());
    }
}
