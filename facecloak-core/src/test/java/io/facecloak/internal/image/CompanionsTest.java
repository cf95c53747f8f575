package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoNote;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A second picture in every corner of a file: none is left under any policy, and what is lost beside it is told. */
class CompanionsTest {

    private static byte[] picture(String format) throws IOException {
        return TestPictures.encoded(TestPictures.smooth(24, 20, BufferedImage.TYPE_3BYTE_BGR), format);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] xmp(String attributes, String elements) {
        return latin1("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF"
                + " xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description xmlns:a=\"urn:any\" "
                + attributes + ">"
                + elements + "</rdf:Description></rdf:RDF></x:xmpmeta>");
    }

    @ParameterizedTest
    @EnumSource(MetadataPolicy.class)
    void noneIsLeft(MetadataPolicy policy) throws IOException {
        List<String> left = new ArrayList<>();
        for (String format : List.of("jpeg", "png", "gif", "bmp", "tiff")) {
            for (Map.Entry<String, byte[]> file :
                    HidingPlaces.of(picture(format)).entrySet()) {
                String what = policy + ", " + format + " in " + file.getKey();
                boolean makerNote = file.getKey().equals("EXIF directory " + ExifTags.MAKER_NOTE);
                if (policy == MetadataPolicy.KEEP && format.equals("tiff") && makerNote) {
                    // A maker's note may be a TIFF structure itself.
                    continue;
                }
                try {
                    Photo photo = Photos.read(file.getValue());
                    for (Photo each : List.of(photo, Photos.changed(photo))) {
                        List<String> pictures = PictureCarver.pictures(new PhotoWriter(policy).encode(each));
                        if (!pictures.equals(List.of("byte 0"))) {
                            left.add(what + " " + pictures);
                        }
                    }
                } catch (PhotoFormatException e) {
                    // What is refused gets no copy.
                    assertTrue(e.getMessage().startsWith("photo"), e.getMessage());
                }
            }
        }
        assertEquals(List.of(), left);
    }

    /** The test's own tool must find what it is said to look for. */
    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    void theCarverFindsThem(String format) throws IOException {
        for (Map.Entry<String, byte[]> file : HidingPlaces.of(picture(format)).entrySet()) {
            if (file.getKey().equals("GIF comment")) {
                // Parted by the lengths of its blocks.
                continue;
            }
            List<String> found = PictureCarver.pictures(file.getValue());
            assertTrue(found.stream().anyMatch(where -> !where.equals("byte 0")), format + " in " + file.getKey());
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
        byte[] iso = latin1("urn:iso:std:iso:ts:21496:-1\0\0\0\0\0");
        byte[] ultraHdr = ExifBlocks.concat(Metadata.withSegment(jpeg, 0xe2, iso), picture("jpeg"));
        assertEquals(Set.of(PhotoNote.GAIN_MAP_LOST), writer.notes(Photos.read(ultraHdr)));
        for (MetadataPolicy policy : MetadataPolicy.values()) {
            byte[] written = new PhotoWriter(policy).encode(Photos.read(Metadata.withSegment(ultraHdr, 0xe1, gainMap)));
            assertTrue(!Metadata.contains(written, "21496") && !Metadata.contains(written, "hdr-gain-map"));
        }
        byte[] extension = latin1("http://ns.adobe.com/xmp/extension/\0" + "0".repeat(40) + "<a/>");
        assertEquals(
                Set.of(PhotoNote.XMP_EXTENSION_LOST),
                writer.notes(Photos.read(Metadata.withSegment(jpeg, 0xe1, extension))));
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
                writer.notes(Photos.read(HidingPlaces.pngOf(new PngChunks.Chunk("fdAT", new byte[20])))));
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
