package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name that a region, a list of persons or a keyword tells is not told by captions either. */
class PersonNamesTest {

    private static final String REGIONS =
            "<r:Regions xmlns:r=\"http://www.metadataworkinggroup.com/schemas/regions/\" rdf:parseType=\"Resource\">"
                    + "<r:RegionList><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><r:Name>%s</r:Name><r:Type>Face</r:Type></rdf:li>"
                    + "</rdf:Bag></r:RegionList></r:Regions>";

    private static String packet(String elements) {
        return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                + "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">" + elements
                + "</rdf:Description></rdf:RDF></x:xmpmeta>";
    }

    private static PersonNames names(String elements) {
        return PersonNames.of(Optional.of(packet(elements).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<r:Regions xmlns:r=\"http://www.metadataworkinggroup.com/schemas/regions/\"><r:RegionList><rdf:Bag><rdf:li r:Name=\"Zora M\u00fcller\"/></rdf:Bag></r:RegionList></r:Regions>",
                "<MP:RegionInfo xmlns:MP=\"http://ns.microsoft.com/photo/1.2/\"><p:Regions xmlns:p=\"http://ns.microsoft.com/photo/1.2/t/RegionInfo#\"><rdf:Bag><rdf:li><rdf:Description><g:PersonDisplayName xmlns:g=\"http://ns.microsoft.com/photo/1.2/t/Region#\">Zora M\u00fcller</g:PersonDisplayName></rdf:Description></rdf:li></rdf:Bag></p:Regions></MP:RegionInfo>",
                "<i:PersonInImage xmlns:i=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"><rdf:Bag><rdf:li>Zora M\u00fcller</rdf:li></rdf:Bag></i:PersonInImage>",
                "<i:PersonInImageWDetails xmlns:i=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><i:PersonName><rdf:Alt><rdf:li>Zora M\u00fcller</rdf:li></rdf:Alt></i:PersonName></rdf:li></rdf:Bag></i:PersonInImageWDetails>",
                "<m:People xmlns:m=\"http://ns.iview-multimedia.com/mediapro/1.0/\"><rdf:Bag><rdf:li>Zora M\u00fcller</rdf:li></rdf:Bag></m:People>",
                "<d:TagsList xmlns:d=\"http://www.digikam.org/ns/1.0/\"><rdf:Seq><rdf:li>People/Family/Zora M\u00fcller</rdf:li></rdf:Seq></d:TagsList>",
                "<l:hierarchicalSubject xmlns:l=\"http://ns.adobe.com/lightroom/1.0/\"><rdf:Bag><rdf:li>Who|Zora M\u00fcller</rdf:li></rdf:Bag></l:hierarchicalSubject>"
            })
    void theyAreReadFromWhateverTellsThem(String element) {
        PersonNames names = names(element);
        for (String text : List.of(
                "Zora M\u00fcller at the lake",
                "at the lake with zora muller",
                "Zora's birthday",
                "Zoras Geburtstag",
                "ZORA_2020.jpg",
                "@zoramuller",
                "the M\u00fcllers and friends: M\u00fcller, Meier",
                "IMG_Zora-M\u00fcller_1.jpg")) {
            assertTrue(names.areIn(text), text);
        }
        for (String text :
                List.of("at the lake", "Zorawar", "Amz\u00f3ra", "Canon EOS 5D", "2026:11:24 10:00:00", "")) {
            assertFalse(names.areIn(text), text);
        }
    }

    @Test
    void shortWordsAndParticlesNameNobody() {
        PersonNames names = names(REGIONS.formatted("Jo von der Ina"));
        assertFalse(names.areIn("von der Burg in a park"));
        assertTrue(names.areIn("Ina in a park"));
        assertFalse(names("<dc:creator>Zora</dc:creator>").areIn("Zora"));
        assertTrue(names(REGIONS.formatted("\u738b\u5c0f\u660e")).areIn("\u4eca\u5929\u738b\u5c0f\u660e\u6765\u4e86"));
        assertFalse(PersonNames.of(Optional.of("no XMP".getBytes(StandardCharsets.UTF_8)))
                .areIn("no"));
    }

    @Test
    void captionsTitlesAndFileNamesThatNameThemGo() throws IOException {
        String name = "Zora M\u00fcller";
        String xmp =
                packet(REGIONS.formatted(name) + "<dc:title><rdf:Alt><rdf:li>" + name + "</rdf:li></rdf:Alt></dc:title>"
                        + "<dc:description><rdf:Alt><rdf:li>The lake</rdf:li></rdf:Alt></dc:description>"
                        + "<dc:rights><rdf:Alt><rdf:li>(c) Zora 2020</rdf:li></rdf:Alt></dc:rights>");
        byte[] exif = ExifBlocks.block(
                ExifBlocks.ascii(0x010e, "Zora at the lake"),
                ExifBlocks.ascii(0x010f, "Maker 7"),
                ExifBlocks.ascii(0x0110, "Zora's phone"),
                ExifBlocks.ascii(0x8298, "(c) Zora 2021"));
        byte[] iptc = ExifBlocks.concat(
                IptcRecordsTest.record(120, "My Zora"),
                IptcRecordsTest.record(105, "Headline 8"),
                IptcRecordsTest.record(116, "(c) Zora 2022"));
        byte[] jpeg = ExifBlocks.jpeg(exif);
        jpeg = Metadata.withSegment(
                jpeg, 0xe1, ("http://ns.adobe.com/xap/1.0/\0" + xmp).getBytes(StandardCharsets.UTF_8));
        jpeg = Metadata.withSegment(
                jpeg,
                0xed,
                ExifBlocks.concat(
                        "Photoshop 3.0\0".getBytes(StandardCharsets.ISO_8859_1),
                        IptcRecordsTest.resource(0x0404, iptc)));
        jpeg = Metadata.withSegment(jpeg, 0xfe, "zora_1.jpg".getBytes(StandardCharsets.ISO_8859_1));
        byte[] png = HidingPlaces.pngOf(
                new PngChunks.Chunk("iTXt", ("XML:com.adobe.xmp\0\0\0\0\0" + xmp).getBytes(StandardCharsets.UTF_8)),
                new PngChunks.Chunk("tEXt", "Description\0Zora again".getBytes(StandardCharsets.ISO_8859_1)),
                new PngChunks.Chunk("tEXt", "Copyright\0(c) Zora 2023".getBytes(StandardCharsets.ISO_8859_1)));
        for (byte[] file : List.of(jpeg, png)) {
            String shared = new String(new PhotoWriter().encode(Photos.read(file)), StandardCharsets.ISO_8859_1);
            String others = shared.replaceAll("\\(c\\) Zora 202\\d", "");
            assertFalse(others.contains("Zora") || others.contains("zora"), others);
            assertTrue(shared.contains("The lake"));
        }
        String shared = new String(new PhotoWriter().encode(Photos.read(jpeg)), StandardCharsets.ISO_8859_1);
        for (String kept : List.of("(c) Zora 2020", "(c) Zora 2021", "(c) Zora 2022", "Maker 7", "Headline 8")) {
            assertTrue(shared.contains(kept), kept);
        }
        String kept = new String(
                new PhotoWriter(MetadataPolicy.KEEP_WITHOUT_LOCATION).encode(Photos.read(jpeg)),
                StandardCharsets.ISO_8859_1);
        assertTrue(kept.contains("Zora at the lake") && kept.contains("zora_1.jpg"));
    }
}
