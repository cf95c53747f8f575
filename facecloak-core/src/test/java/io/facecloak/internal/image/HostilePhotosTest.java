package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.internal.jpeg.Markers;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.imaging.formats.tiff.fieldtypes.AbstractFieldType;
import org.apache.commons.imaging.formats.tiff.taginfos.TagInfo;
import org.apache.commons.imaging.formats.tiff.write.TiffImageWriterLossy;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputField;
import org.apache.commons.imaging.formats.tiff.write.TiffOutputSet;
import org.junit.jupiter.api.Test;

/** Small files that would cost much: each is made to hurt one parser. */
class HostilePhotosTest {

    private static byte[] jpeg() throws IOException {
        return TestPictures.jpeg(TestPictures.smooth(64, 48, BufferedImage.TYPE_3BYTE_BGR), 0.9f, true);
    }

    private static Photo read(byte[] file) throws IOException {
        return new PhotoReader().read(new ByteArrayInputStream(file), "hostile.jpg");
    }

    /** 5,000 fields of 60,000 bytes each in a block of 60,000: parsers would copy 300 MB. */
    @Test
    void fieldsThatNameTheSameBytesCostThemOnce() throws IOException {
        int fields = 4990;
        ByteBuffer exif = ByteBuffer.allocate(60_000).order(ByteOrder.LITTLE_ENDIAN);
        exif.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) fields);
        for (int i = 0; i < fields; i++) {
            exif.putShort((short) (0x9000 + i))
                    .putShort((short) 7)
                    .putInt(59_000)
                    .putInt(16);
        }
        byte[] kept = ExifBlock.filtered(exif.array(), MetadataRules.of(MetadataPolicy.KEEP), Orientation.NORMAL)
                .orElse(new byte[0]);
        assertTrue(
                kept.length <= 2 * exif.capacity(), "what fields share is written once, but there are " + kept.length);
        byte[] segment = new byte[exif.capacity() + 6];
        System.arraycopy("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), 0, segment, 0, 6);
        System.arraycopy(exif.array(), 0, segment, 6, exif.capacity());
        Photo photo = read(Metadata.withSegment(jpeg(), Markers.APP1, segment));
        assertEquals(Orientation.NORMAL, photo.orientation());
        assertTrue(new PhotoWriter().encode(photo).length < 20_000);
    }

    @Test
    void directoriesThatGoRoundInCirclesEnd() {
        ByteBuffer exif = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        exif.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) 5000);
        for (int i = 0; i < 5000; i++) {
            exif.putShort((short) 34665).putShort((short) 4).putInt(1).putInt(8);
        }
        exif.putInt(8);
        ExifBlock.filtered(exif.array(), MetadataRules.of(MetadataPolicy.KEEP), Orientation.NORMAL);
        assertEquals(Optional.empty(), ExifBlock.orientation(exif.array()));
    }

    /** Every scan of a progressive file costs a pass over all its pixels. */
    @Test
    void thousandsOfEmptyScansAreRefused() throws IOException {
        byte[] sound = jpeg();
        JpegSegments segments = JpegSegments.parse(sound, "x");
        byte[] scan = {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 1, 5, 0};
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(sound, 0, segments.end() - 2);
        for (int i = 0; i < 5000; i++) {
            file.writeBytes(scan);
        }
        file.write(sound, segments.end() - 2, 2);
        PhotoFormatException e = assertThrows(PhotoFormatException.class, () -> read(file.toByteArray()));
        assertTrue(e.getMessage().contains("scans"), e.getMessage());
    }

    /** 16383 x 16383 pixels on a canvas of 64 x 48: limits would look at the canvas only. */
    @Test
    void aWebpPictureLargerThanItsCanvasIsRefused() throws IOException {
        int refused = 0;
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            byte[] file = variant.file().clone();
            String text = new String(file, StandardCharsets.ISO_8859_1);
            int lossy = text.indexOf("VP8 ");
            if (variant.format() == PhotoFormat.WEBP && text.contains("VP8X") && lossy > 0) {
                Arrays.fill(file, lossy + 14, lossy + 18, (byte) 0x3f);
                PhotoFormatException e = assertThrows(PhotoFormatException.class, () -> read(file));
                assertTrue(e.getMessage().contains("canvas"), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 0);
    }

    @Test
    void aDivisionByZeroInQuantisationDoesNotReachTheEncoder() throws IOException {
        byte[] file = jpeg();
        for (int i = 0; i + 4 < file.length; i++) {
            if (file[i] == (byte) 0xff && file[i + 1] == (byte) Markers.DQT) {
                Arrays.fill(file, i + 5, i + 5 + 64, (byte) 0);
            }
        }
        Photo photo = read(file);
        BufferedImage other = TestPictures.smooth(64, 48, BufferedImage.TYPE_3BYTE_BGR);
        Photo written = read(new PhotoWriter().encode(photo.withPixels(other)));
        assertEquals(64, written.upright().getWidth());
    }

    /** A document takes many times the memory of its packet. */
    @Test
    void packetsOfMillionsOfElementsAreDropped() {
        String packet = "<x>" + "<a/>".repeat(2_000_000) + "</x>";
        byte[] bytes = packet.getBytes(StandardCharsets.US_ASCII);
        assertEquals(Optional.empty(), XmpPacket.filtered(bytes, MetadataRules.of(MetadataPolicy.KEEP)));
        assertFalse(CloakMark.isIn(bytes));
    }

    @Test
    void documentTypesAreNotFollowed() {
        String packet = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><x>&a;</x>";
        assertEquals(
                Optional.empty(),
                XmpPacket.filtered(packet.getBytes(StandardCharsets.US_ASCII), MetadataRules.of(MetadataPolicy.KEEP)));
    }

    /** EXIF can hold XMP, IPTC and Photoshop resources of its own, with the thumbnails and places that were removed elsewhere. */
    @Test
    void metadataInsideExifGoes() throws IOException {
        TiffOutputSet set = new TiffOutputSet(ByteOrder.LITTLE_ENDIAN);
        byte[] secret = Metadata.XMP.getBytes(StandardCharsets.UTF_8);
        for (int tag : new int[] {700, 33723, 34377, 0x501b}) {
            TagInfo info = new TagInfo("x", tag, AbstractFieldType.UNDEFINED);
            set.getOrCreateRootDirectory()
                    .add(new TiffOutputField(info, AbstractFieldType.UNDEFINED, secret.length, secret));
        }
        TagInfo make = new TagInfo("Make", 271, AbstractFieldType.ASCII);
        byte[] maker = "Camera\0".getBytes(StandardCharsets.US_ASCII);
        set.getOrCreateRootDirectory().add(new TiffOutputField(make, AbstractFieldType.ASCII, maker.length, maker));
        ByteArrayOutputStream exif = new ByteArrayOutputStream();
        new TiffImageWriterLossy(set.byteOrder).write(exif, set);
        for (MetadataPolicy policy : List.of(MetadataPolicy.SHARING, MetadataPolicy.KEEP)) {
            byte[] kept = ExifBlock.filtered(exif.toByteArray(), MetadataRules.of(policy), Orientation.NORMAL)
                    .orElseThrow();
            assertFalse(Metadata.contains(kept, Metadata.THUMBNAIL));
            assertTrue(Metadata.contains(kept, "Camera"));
        }
    }
}
