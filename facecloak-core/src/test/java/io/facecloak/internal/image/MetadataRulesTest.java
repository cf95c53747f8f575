package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every entry of the tables in docs/formats.md that say what policies remove and keep. */
class MetadataRulesTest {

    private static final List<MetadataPolicy> WITHOUT_PLACES =
            List.of(MetadataPolicy.SHARING, MetadataPolicy.KEEP_WITHOUT_LOCATION);

    private static String xmp(String attributes, String elements) {
        return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                + "<rdf:Description rdf:about=\"\" " + attributes + ">" + elements
                + "</rdf:Description></rdf:RDF></x:xmpmeta>";
    }

    private static String filtered(String packet, MetadataPolicy policy) {
        return new String(
                XmpPacket.filtered(packet.getBytes(StandardCharsets.UTF_8), MetadataRules.of(policy))
                        .orElseThrow(),
                StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(LocationText.class)
    void textsThatTellALocationGo(LocationText kind) throws IOException {
        String example = kind.example();
        assertTrue(kind.matches(example));
        String escaped = example.replace("&", "&amp;").replace("\"", "&quot;");
        String packet = xmp(
                "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:format=\"image/jpeg\"",
                "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" + escaped
                        + "</rdf:li></rdf:Alt></dc:description>");
        byte[] records = IptcRecordsTest.record(120, example);
        byte[] exif = ExifBlocks.block(ExifBlocks.ascii(0x010e, example), ExifBlocks.ascii(0x0110, "Model 7"));
        byte[] jpeg = Metadata.withSegment(ExifBlocks.jpeg(), 0xfe, example.getBytes(StandardCharsets.ISO_8859_1));
        for (MetadataPolicy policy : WITHOUT_PLACES) {
            assertFalse(filtered(packet, policy).contains(escaped), "XMP");
            assertEquals(0, IptcRecords.filtered(records, MetadataRules.of(policy)).length, "IPTC");
            byte[] kept = ExifBlock.filtered(exif, MetadataRules.of(policy), Orientation.NORMAL)
                    .orElseThrow();
            assertFalse(Metadata.contains(kept, example), "EXIF");
            assertTrue(Metadata.contains(kept, "Model 7"));
            assertFalse(Metadata.contains(new PhotoWriter(policy).encode(Photos.read(jpeg)), example), "comment");
            assertFalse(
                    PngMetadata.keeps(
                            new PngChunks.Chunk("tEXt", ("Comment\0" + example).getBytes(StandardCharsets.ISO_8859_1)),
                            MetadataRules.of(policy)),
                    "PNG");
        }
        assertTrue(filtered(packet, MetadataPolicy.KEEP).contains(escaped));
        assertTrue(Metadata.contains(new PhotoWriter(MetadataPolicy.KEEP).encode(Photos.read(jpeg)), example));
    }

    static Set<String> places() {
        Set<String> all = new TreeSet<>(PlaceNames.WORDS);
        all.addAll(PlaceNames.NAMES);
        return all;
    }

    @ParameterizedTest
    @MethodSource("places")
    void propertiesThatNameAPlaceGo(String word) {
        String camel = Character.toUpperCase(word.charAt(0)) + word.substring(1);
        List<String> names = new ArrayList<>(List.of(word, camel));
        if (PlaceNames.WORDS.contains(word)) {
            names.addAll(List.of("shot" + camel, camel + "Name"));
        }
        for (String name : names) {
            String packet = xmp(
                    "xmlns:a=\"urn:any\" a:" + name + "=\"Zvalue\"",
                    "<a:" + name + "><rdf:Bag><rdf:li>Zlist</rdf:li></rdf:Bag></a:" + name + ">");
            for (MetadataPolicy policy : WITHOUT_PLACES) {
                assertFalse(filtered(packet, policy).contains("Zvalue"), name);
                assertFalse(filtered(packet, policy).contains("Zlist"), name);
            }
            assertTrue(filtered(packet, MetadataPolicy.KEEP).contains("Zvalue"), name);
        }
    }

    @Test
    void namespacesOfPlacesGo() {
        for (String namespace : PlaceNames.NAMESPACES) {
            String packet = xmp("xmlns:a=\"" + namespace + "\" a:r=\"Zvalue\"", "<a:other>Zelement</a:other>");
            for (MetadataPolicy policy : WITHOUT_PLACES) {
                assertFalse(filtered(packet, policy).contains("Zvalue"), namespace);
                assertFalse(filtered(packet, policy).contains("Zelement"), namespace);
            }
            assertTrue(filtered(packet, MetadataPolicy.KEEP).contains("Zvalue"), namespace);
        }
    }

    @Test
    void identifiersOfPacketsGo() {
        String packet = xmp("xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:Rating=\"4\"", "")
                .replace("rdf:about=\"\"", "rdf:about=\"uuid:faf5bdd5\"");
        assertFalse(filtered(packet, MetadataPolicy.SHARING).contains("faf5bdd5"));
        assertTrue(filtered(packet, MetadataPolicy.SHARING).contains("rdf:about=\"\""));
        assertEquals(packet, filtered(packet, MetadataPolicy.KEEP_WITHOUT_LOCATION));
    }

    @Test
    void masksAndNamesOfRawDevelopmentGo() {
        String packet = xmp(
                "xmlns:c=\"http://ns.adobe.com/camera-raw-settings/1.0/\" c:Exposure2012=\"+0.35\" c:NegativeCachePath=\"Zpath\""
                        + " c:RawFileName=\"Zfile\"",
                "<c:MaskGroupBasedCorrections><rdf:Seq><rdf:li c:CorrectionName=\"Zface\"/></rdf:Seq></c:MaskGroupBasedCorrections>"
                        + "<c:RedEyeInfo>Zeyes</c:RedEyeInfo>");
        String shared = filtered(packet, MetadataPolicy.SHARING);
        assertTrue(shared.contains("+0.35"));
        assertFalse(shared.contains("=\"Z") || shared.contains(">Z"), shared);
    }

    @Test
    void profilesKeepWhatRendersAndNothingElse() {
        byte[] plain = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        for (MetadataPolicy policy : MetadataPolicy.values()) {
            assertTrue(plain == IccProfile.filtered(plain, policy).orElseThrow(), "unchanged");
        }
        byte[] monitor = HidingPlaces.profile("Zserial of the display".getBytes(StandardCharsets.US_ASCII), true);
        for (MetadataPolicy policy : List.of(MetadataPolicy.SHARING, MetadataPolicy.STRIP)) {
            byte[] kept = IccProfile.filtered(monitor, policy).orElseThrow();
            assertFalse(Metadata.contains(kept, "Zserial"));
            ICC_ColorSpace space = new ICC_ColorSpace(ICC_Profile.getInstance(kept));
            float[] red = space.toRGB(new float[] {1, 0, 0});
            assertTrue(red[0] > 0.98 && red[1] < 0.05 && red[2] < 0.05);
        }
        assertTrue(Metadata.contains(
                IccProfile.filtered(monitor, MetadataPolicy.KEEP).orElseThrow(), "Zserial"));
        assertEquals(Optional.empty(), IccProfile.filtered(new byte[200], MetadataPolicy.KEEP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Velocity",
                "Opacity",
                "Capacity",
                "SubjectLocation",
                "ColorSpace",
                "LensModel",
                "ExposureTime",
                "PlacedXResolution",
                "GeometricDistortion",
                "Software",
                "Replacement",
                "Rating",
                "WebStatement"
            })
    void namesThatOnlyResemblePlacesStay(String name) {
        assertFalse(PlaceNames.isPlace(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T10:00:00.1234+01:00", "AF-S NIKKOR 24-70mm f/2.8E ED VR",
                        "Adobe Photoshop 21.0.1 (Macintosh)", "1/250",
                "CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90", "HDR+ 1.0.540104767zd", "24.0-70.0 mm",
                        "OLYMPUS DIGITAL CAMERA",
                "(c) 2026 Ann, all rights reserved", "6.1.2345"
            })
    void textsWithOtherNumbersStay(String text) {
        assertFalse(LocationText.isIn(text));
    }

    @Test
    void sharingKeepsTheListedNamespacesAndNoOthers() {
        for (String namespace : DescriptiveXmp.KEPT.keySet()) {
            for (String name :
                    List.of("SerialNumber", "OwnerName", "Artist", "creator", "PersonName", "ImageUniqueID")) {
                assertFalse(DescriptiveXmp.keeps(namespace, name), namespace + name);
            }
        }
        String packet = xmp(
                "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:aux=\"http://ns.adobe.com/exif/1.0/aux/\""
                        + " xmlns:q=\"urn:unknown\" xmp:Rating=\"5\" xmp:CreateDate=\"2026-01-02\" aux:Lens=\"Lens 9\""
                        + " aux:SerialNumber=\"Zserial\" q:anything=\"Zunknown\"",
                "<dc:rights xmlns:dc=\"http://purl.org/dc/elements/1.1/\">(c) Ann</dc:rights>"
                        + "<cc:license xmlns:cc=\"http://creativecommons.org/ns#\" rdf:resource=\"https://creativecommons.org/licenses/by/4.0/\"/>"
                        + "<dc:creator xmlns:dc=\"http://purl.org/dc/elements/1.1/\">Zann</dc:creator>");
        String shared = filtered(packet, MetadataPolicy.SHARING);
        for (String kept : List.of("Rating=\"5\"", "2026-01-02", "Lens 9", "(c) Ann", "licenses/by")) {
            assertTrue(shared.contains(kept), kept);
        }
        assertFalse(shared.contains("=\"Z") || shared.contains(">Z"), shared);
        assertTrue(filtered(packet, MetadataPolicy.KEEP_WITHOUT_LOCATION).contains("Zunknown"));
    }

    @Test
    void namespacesOfPicturesGoUnderEveryPolicy() {
        for (String namespace : XmpFilter.PICTURES) {
            String packet = xmp(
                    "xmlns:a=\"" + namespace + "1.0/x/\" a:Data=\"Zdata\" a:Version=\"1.0\"", "<a:Item>Zitem</a:Item>");
            String kept = filtered(packet, MetadataPolicy.KEEP);
            assertFalse(kept.contains("Zdata") || kept.contains("Version=\"1") || kept.contains("Zitem"), kept);
        }
        String panorama = xmp("xmlns:GPano=\"" + DescriptiveXmp.GPANO + "\" GPano:PoseHeadingDegrees=\"350.1234\"", "");
        assertEquals(panorama, filtered(panorama, MetadataPolicy.SHARING));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\0\0\0\0", " junk behind it", "<x:xmpmeta>\0", "</rdf:RDF></x:xmpmeta>"})
    void whatStandsBehindAPacketCostsNothing(String junk) {
        String packet = xmp("xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmp:Rating=\"4\"", "");
        for (MetadataPolicy policy : List.of(MetadataPolicy.SHARING, MetadataPolicy.KEEP)) {
            String kept = filtered("<?xpacket begin=\"\"?>" + packet + "<?xpacket end=\"w\"?>" + junk, policy);
            assertTrue(kept.contains("Rating=\"4\""), kept);
            assertFalse(kept.contains("junk"), kept);
            assertTrue(filtered(packet + junk, policy).contains("Rating=\"4\""));
        }
    }

    @Test
    void aStaleChecksumOfIptcGoes() {
        byte[] place = IptcRecordsTest.record(90, "Vienna");
        byte[] title = IptcRecordsTest.record(5, "A title");
        byte[] both = ExifBlocks.concat(place, title);
        byte[] digest = IptcRecordsTest.resource(0x0425, new byte[16]);
        byte[] changed = PhotoshopResources.filtered(
                        ExifBlocks.concat(IptcRecordsTest.resource(0x0404, both), digest),
                        MetadataRules.of(MetadataPolicy.SHARING))
                .orElseThrow();
        assertEquals(IptcRecordsTest.resource(0x0404, title).length, changed.length);
        byte[] same = ExifBlocks.concat(IptcRecordsTest.resource(0x0404, title), digest);
        assertEquals(
                same.length,
                PhotoshopResources.filtered(same, MetadataRules.of(MetadataPolicy.SHARING))
                        .orElseThrow()
                        .length);
    }
}
