package io.facecloak.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A second picture in every corner of a file: none is left under any policy, and what is lost beside it is told. */
class CompanionsTest {

    private static byte[] picture(String format) throws IOException {
        return TestPictures.encoded(TestPictures.smooth(24, 20, BufferedImage.TYPE_3BYTE_BGR), format);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] png(PngChunks.Chunk... added) throws IOException {
        byte[] plain = TestPictures.encoded(TestPictures.smooth(64, 40, BufferedImage.TYPE_INT_RGB), "png");
        List<PngChunks.Chunk> chunks =
                new ArrayList<>(PngChunks.parse(plain, "x").all());
        chunks.addAll(1, List.of(added));
        return PngChunks.file(chunks);
    }

    private static byte[] xmp(String attributes, String elements) {
        return latin1("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF"
                + " xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description xmlns:a=\"urn:any\" "
                + attributes + ">"
                + elements + "</rdf:Description></rdf:RDF></x:xmpmeta>");
    }

    /** Files by the place in which they hold the picture. */
    private static Map<String, byte[]> hiding(byte[] picture) throws IOException {
        String base64 = Base64.getEncoder().encodeToString(picture);
        String lines = Base64.getMimeEncoder().encodeToString(picture).replace("\r\n", "&#xA;\n");
        String hexadecimal = HexFormat.of().formatHex(picture);
        Map<String, byte[]> files = new LinkedHashMap<>();
        byte[] jpeg = ExifBlocks.jpeg();
        for (int tag : new int[] {0x010e, 0x501b, 0x935c, 0x9286, 0x927c, 0xc634, 0xc68b, 0xfde9}) {
            files.put("EXIF " + tag, ExifBlocks.jpeg(ExifBlocks.block(ExifBlocks.undefined(tag, picture))));
            byte[] inside = ExifBlocks.block(
                    0, List.of(ExifBlocks.pointer(0x8769, 8 + 6 + 12)), List.of(ExifBlocks.undefined(tag, picture)));
            files.put("EXIF directory " + tag, ExifBlocks.jpeg(inside));
        }
        files.put("EXIF text", ExifBlocks.jpeg(ExifBlocks.block(ExifBlocks.ascii(0x010e, "a " + base64))));
        files.put(
                "EXIF slack",
                ExifBlocks.jpeg(ExifBlocks.concat(ExifBlocks.block(ExifBlocks.ascii(0x0110, "M")), picture)));
        for (int marker = 0xe0; marker <= 0xef; marker++) {
            files.put(
                    "APP" + (marker - 0xe0),
                    Metadata.withSegment(jpeg, marker, ExifBlocks.concat(latin1("x\0"), picture)));
        }
        files.put("COM", Metadata.withSegment(jpeg, 0xfe, picture));
        files.put("COM base64", Metadata.withSegment(jpeg, 0xfe, latin1("data:image/jpeg;base64," + base64)));
        files.put("XMP attribute", Metadata.withSegment(jpeg, 0xe1, xmp("a:b=\"" + base64 + "\"", "")));
        files.put("XMP element", Metadata.withSegment(jpeg, 0xe1, xmp("", "<a:b>" + lines + "</a:b>")));
        files.put(
                "XMP list",
                Metadata.withSegment(
                        jpeg, 0xe1, xmp("", "<a:b><rdf:Bag><rdf:li>xyz" + base64 + "</rdf:li></rdf:Bag></a:b>")));
        files.put("XMP hexadecimal", Metadata.withSegment(jpeg, 0xe1, xmp("", "<a:b>" + hexadecimal + "</a:b>")));
        files.put("XMP CDATA", Metadata.withSegment(jpeg, 0xe1, xmp("", "<a:b><![CDATA[" + base64 + "]]></a:b>")));
        files.put("XMP comment", Metadata.withSegment(jpeg, 0xe1, xmp("", "<!--" + base64 + "-->")));
        files.put(
                "XMP parted",
                Metadata.withSegment(
                        jpeg,
                        0xe1,
                        xmp("", "<a:b>" + base64.substring(0, 90) + "<!-- -->" + base64.substring(90) + "</a:b>")));
        byte[] resources = ExifBlocks.concat(
                IptcRecordsTest.resource(0x0fa0, picture),
                IptcRecordsTest.resource(0x040c, picture),
                IptcRecordsTest.resource(
                        0x0404, IptcRecordsTest.record(202, new String(picture, StandardCharsets.ISO_8859_1))));
        files.put("IRB", Metadata.withSegment(jpeg, 0xed, ExifBlocks.concat(latin1("Photoshop 3.0\0"), resources)));
        files.put("trailer", ExifBlocks.concat(jpeg, picture));
        int end = jpeg.length - 2;
        byte[] late = Arrays.copyOf(jpeg, end);
        byte[] segment = ByteBuffer.allocate(4 + picture.length)
                .put(new byte[] {(byte) 0xff, (byte) 0xe4})
                .putShort((short) (picture.length + 2))
                .put(picture)
                .array();
        files.put("before EOI", ExifBlocks.concat(late, segment, new byte[] {(byte) 0xff, (byte) 0xd9}));
        files.put("PNG tEXt", png(new PngChunks.Chunk("tEXt", ExifBlocks.concat(latin1("Comment\0"), picture))));
        files.put("PNG tEXt base64", png(new PngChunks.Chunk("tEXt", latin1("Comment\0" + base64))));
        files.put(
                "PNG zTXt",
                png(new PngChunks.Chunk("zTXt", ExifBlocks.concat(latin1("Comment\0\0"), deflated(picture)))));
        files.put(
                "PNG eXIf", png(new PngChunks.Chunk("eXIf", ExifBlocks.block(ExifBlocks.undefined(0xc634, picture)))));
        files.put("PNG own", png(new PngChunks.Chunk("prVt", picture)));
        files.put("PNG trailer", ExifBlocks.concat(png(), picture));
        return files;
    }

    private static byte[] deflated(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(MetadataPolicy.class)
    void noneIsLeft(MetadataPolicy policy) throws IOException {
        for (String format : List.of("jpeg", "png", "gif", "bmp", "tiff")) {
            for (Map.Entry<String, byte[]> file : hiding(picture(format)).entrySet()) {
                if (policy == MetadataPolicy.KEEP
                        && format.equals("tiff")
                        && file.getKey().equals("EXIF directory " + ExifTags.MAKER_NOTE)) {
                    // A maker's note may be a TIFF structure itself.
                    continue;
                }
                Photo photo = Photos.read(file.getValue());
                byte[] written = new PhotoWriter(policy).encode(photo);
                assertEquals(
                        List.of("byte 0"),
                        PictureCarver.pictures(written),
                        policy + ", " + format + " in " + file.getKey());
            }
        }
    }

    /** The test's own tool must find what it is said to look for. */
    @Test
    void theCarverFindsThem() throws IOException {
        for (Map.Entry<String, byte[]> file : hiding(picture("jpeg")).entrySet()) {
            if (!Set.of("PNG zTXt", "XMP element", "XMP parted").contains(file.getKey())) {
                assertTrue(PictureCarver.pictures(file.getValue()).size() > 1, file.getKey());
            }
        }
    }

    @Test
    void whatIsLostIsTold() throws IOException {
        byte[] jpeg = ExifBlocks.jpeg();
        PhotoWriter writer = new PhotoWriter();
        assertEquals(Set.of(), writer.notes(Photos.read(jpeg)));
        assertEquals(
                Set.of(PhotoNote.VIDEO_LOST),
                writer.notes(Photos.read(ExifBlocks.concat(jpeg, latin1("\0\0\0\u0018ftypmp42\0\0\0\0mp42")))));
        assertEquals(
                Set.of(PhotoNote.FURTHER_PICTURES_LOST),
                writer.notes(Photos.read(ExifBlocks.concat(jpeg, picture("jpeg")))));
        byte[] gainMap = xmp("xmlns:h=\"http://ns.adobe.com/hdr-gain-map/1.0/\" h:Version=\"1.0\"", "");
        assertEquals(
                Set.of(PhotoNote.GAIN_MAP_LOST), writer.notes(Photos.read(Metadata.withSegment(jpeg, 0xe1, gainMap))));
        byte[] note = ExifBlocks.block(
                0,
                List.of(ExifBlocks.pointer(0x8769, 8 + 6 + 12)),
                List.of(ExifBlocks.undefined(0x927c, new byte[40])));
        assertEquals(Set.of(PhotoNote.MAKER_NOTE_LOST), writer.notes(Photos.read(ExifBlocks.jpeg(note))));
        assertEquals(Set.of(), new PhotoWriter(MetadataPolicy.KEEP).notes(Photos.read(ExifBlocks.jpeg(note))));
        assertEquals(
                Set.of(PhotoNote.EXIF_LOST), writer.notes(Photos.read(ExifBlocks.jpeg(latin1("no TIFF structure")))));
        byte[] broken = latin1("http://ns.adobe.com/xap/1.0/\0<a><b></a>");
        assertEquals(Set.of(PhotoNote.XMP_LOST), writer.notes(Photos.read(Metadata.withSegment(jpeg, 0xe1, broken))));
        assertEquals(
                Set.of(PhotoNote.FURTHER_PICTURES_LOST),
                writer.notes(Photos.read(png(new PngChunks.Chunk("fdAT", new byte[20])))));
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            if (variant.name().startsWith("two ")) {
                assertEquals(
                        Set.of(PhotoNote.FURTHER_PICTURES_LOST),
                        writer.notes(Photos.read(variant.file())),
                        variant.name());
            }
        }
    }

    @Test
    void strayBytesBetweenSegmentsAreReadOverAndNotWritten() throws IOException {
        byte[] jpeg = ExifBlocks.jpeg();
        int[] expected = TestPictures.samples(Photos.read(jpeg).upright());
        for (byte[] stray : List.of(
                new byte[] {'S', 'T', 'R', 'A', 'Y'},
                new byte[] {0},
                new byte[] {(byte) 0xff, 0, 'S', 'T', 'R', 'A', 'Y'},
                new byte[] {(byte) 0xff, (byte) 0xd0},
                new byte[] {(byte) 0xff, (byte) 0xff},
                new byte[] {0, (byte) 0xe1, 0, 2})) {
            byte[] file = ExifBlocks.concat(Arrays.copyOf(jpeg, 20), stray, Arrays.copyOfRange(jpeg, 20, jpeg.length));
            Photo photo = Photos.read(file);
            assertArrayEquals(expected, TestPictures.samples(photo.upright()));
            for (Photo each : List.of(photo, Photos.changed(photo))) {
                assertTrue(!Metadata.contains(new PhotoWriter(MetadataPolicy.KEEP).encode(each), "STRAY"));
            }
        }
    }

    @Test
    void ofSeveralAdobeMarkersTheLastCounts() throws IOException {
        TestPhotos.Variant rgb = TestPhotos.all().stream()
                .filter(variant -> variant.name().equals("RGB components"))
                .findFirst()
                .orElseThrow();
        byte[] luma = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 1};
        Photo photo = Photos.read(Metadata.withSegment(rgb.file(), 0xee, luma));
        assertArrayEquals(
                TestPictures.samples(Photos.read(rgb.file()).upright()), TestPictures.samples(photo.upright()));
    }
}
