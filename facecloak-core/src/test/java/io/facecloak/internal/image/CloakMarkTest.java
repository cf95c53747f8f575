package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.imaging.Imaging;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloakMarkTest {

    private static final String RDF = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">";

    private static Photo read(byte[] file) throws IOException {
        return new PhotoReader().read(new ByteArrayInputStream(file), "photo");
    }

    private static Photo changed(Photo photo) {
        BufferedImage pixels = Orientation.MIRRORED.toUpright(photo.upright());
        return photo.withPixels(pixels);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(MetadataPolicy.class)
    void everyFormatButBmpCarriesTheMarkUnderEveryPolicyAndTheMetadataStay(MetadataPolicy policy) throws IOException {
        PhotoWriter marking = new PhotoWriter(policy, true);
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            Photo photo = read(variant.file());
            String what = variant.format() + " " + variant.name();
            assertFalse(photo.isMarked(), what);
            Photo marked = read(marking.encode(changed(photo)));
            Photo plain = read(new PhotoWriter(policy).encode(changed(photo)));
            assertEquals(marked.format() != PhotoFormat.BMP, marked.isMarked(), what);
            assertFalse(plain.isMarked(), what + ": never unless asked");
            assertFalse(read(marking.encode(photo)).isMarked(), what + ": unchanged photos are not cloaked");
            assertArrayEquals(
                    TestPictures.samples(plain.upright()), TestPictures.samples(marked.upright()), what + " pixels");
            List<String> expected = new ArrayList<>(TestPhotos.metadata(plain));
            List<String> kept = new ArrayList<>(TestPhotos.metadata(marked));
            expected.remove("XMP");
            kept.remove("XMP");
            assertEquals(expected, kept, what);
            if (variant.name().startsWith("metadata")) {
                String xmp = new String(marked.encoded().metadata().xmp().orElseThrow(), StandardCharsets.UTF_8);
                assertEquals(policy != MetadataPolicy.STRIP, xmp.contains("Camera 7"), what + xmp);
                assertEquals(policy == MetadataPolicy.KEEP, xmp.contains("Vienna"), what + xmp);
            }
        }
    }

    @Test
    void otherProgramsFindTheMark() throws IOException {
        Photo photo = read(TestPictures.jpeg(TestPictures.smooth(64, 40, BufferedImage.TYPE_3BYTE_BGR), 0.9f, false));
        String xmp =
                Imaging.getXmpXml(new PhotoWriter(MetadataPolicy.KEEP_WITHOUT_LOCATION, true).encode(changed(photo)));
        assertTrue(xmp.contains("facecloak:Cloaked=\"True\""), xmp);
        assertTrue(xmp.contains("x:xmpmeta") && xmp.startsWith("<?xpacket begin=") && xmp.contains("end=\"w\""), xmp);
    }

    @Test
    void anExistingPacketKeepsAllItSays() {
        String source =
                "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                        + RDF + "<rdf:Description rdf:about=\"uuid:7\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
                        + "<dc:creator><rdf:Seq><rdf:li>Zoë &amp; Müller</rdf:li></rdf:Seq></dc:creator></rdf:Description>"
                        + "<rdf:Description rdf:about=\"uuid:7\" xmlns:my=\"urn:mine\" my:stars=\"5\"/></rdf:RDF></x:xmpmeta>"
                        + "<?xpacket end=\"w\"?>";
        assertFalse(CloakMark.isIn(bytes(source)));

        byte[] marked = CloakMark.added(Optional.of(bytes(source)));

        assertTrue(CloakMark.isIn(marked));
        String xmp = new String(marked, StandardCharsets.UTF_8);
        for (String kept : List.of("Zoë &amp; Müller", "my:stars=\"5\"", "W5M0MpCehiHzreSzNTczkc9d", "end=\"w\"")) {
            assertTrue(xmp.contains(kept), xmp);
        }
        assertEquals(3, xmp.split("rdf:about=\"uuid:7\"", -1).length - 1, "the note is about the same photo: " + xmp);
        assertArrayEquals(marked, CloakMark.added(Optional.of(marked)), "one note suffices");
    }

    @Test
    void packetsOfUnusualShapeAreMarkedToo() {
        for (String packet : List.of(
                RDF + "</rdf:RDF>",
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>",
                RDF + "<rdf:Description xmlns:my=\"urn:mine\" my:stars=\"5\"/></rdf:RDF>")) {
            byte[] marked = CloakMark.added(Optional.of(bytes(packet)));
            assertTrue(CloakMark.isIn(marked), packet);
            assertEquals(packet.contains("stars"), new String(marked, StandardCharsets.UTF_8).contains("stars"));
        }
    }

    @Test
    void theMarkIsFoundAfterAnotherProgramRewroteIt() {
        assertTrue(
                CloakMark.isIn(bytes(RDF + "<rdf:Description rdf:about=\"\" xmlns:ns1=\"http://ns.facecloak.io/1.0/\">"
                        + "<ns1:Cloaked>True</ns1:Cloaked></rdf:Description></rdf:RDF>")));
    }

    @Test
    void illegibleAndHostilePacketsCarryNoMark() {
        for (String packet : List.of(
                "",
                "facecloak:Cloaked=\"True\"",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x>&e;</x>",
                "<a>".repeat(9000) + "</a>".repeat(9000))) {
            assertFalse(CloakMark.isIn(bytes(packet)));
        }
        byte[] broken = bytes("<x:xmpmeta");
        assertArrayEquals(broken, CloakMark.added(Optional.of(broken)));
    }

    /** JPEG holds packets of up to 64 KB; losing the packet would be worse than lacking the note. */
    @Test
    void aPacketWithoutRoomForTheMarkStaysWhole() throws IOException {
        String head = RDF + "<rdf:Description rdf:about=\"\" xmlns:my=\"urn:mine\" my:text=\"";
        String tail = "\"/></rdf:RDF>";
        byte[] full = bytes(head + "x".repeat(JpegMetadata.MAX_XMP - head.length() - tail.length()) + tail);
        byte[] jpeg = TestPictures.jpeg(TestPictures.smooth(64, 40, BufferedImage.TYPE_3BYTE_BGR), 0.9f, false);
        PhotoMetadata metadata =
                PhotoMetadata.of(Optional.empty(), Optional.of(full), Optional.empty(), Optional.empty());
        Photo photo = read(JpegPhoto.parse(jpeg, "x").copy(metadata, MetadataRules.of(MetadataPolicy.KEEP)));

        Photo written = read(new PhotoWriter(MetadataPolicy.KEEP, true).encode(changed(photo)));

        assertArrayEquals(full, written.encoded().metadata().xmp().orElseThrow());
    }
}
