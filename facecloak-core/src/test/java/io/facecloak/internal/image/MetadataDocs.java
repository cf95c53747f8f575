package io.facecloak.internal.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What docs/formats.md says of the metadata policies, from the tables that the policies are made of. */
public final class MetadataDocs {

    private MetadataDocs() {}

    public static List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                "## What each metadata policy removes",
                "",
                "`SHARING` is the default. Each entry has a test (`MetadataRulesTest`); `PhotoWriter.notes` tells what else a written photo lacks.",
                "",
                "**Under every policy** pictures go: thumbnails and previews (IFD1 and further directories, Photoshop resources 0x0409 and 0x040C,",
                "IPTC 2:200 to 2:202), whatever stands behind the picture or between its scans, all application segments that are not named here,",
                "every metadata field that holds the bytes of a JPEG, PNG, GIF, WebP, BMP, TIFF, JPEG 2000, JPEG XL or ISO-BMFF file, also as base64",
                "or hexadecimal digits or compressed, whatever no decoder reads of the pixels' own segments and chunks, and the XMP properties of",
                "these namespaces:",
                ""));
        new TreeSet<>(XmpFilter.PICTURES).forEach(namespace -> lines.add("- `" + namespace + "...`"));
        lines.addAll(List.of(
                "",
                "but for `" + DescriptiveXmp.GPANO
                        + "`, without which viewers show a 360° panorama flat. The gain map of Ultra HDR photos (ISO 21496-1 and",
                "its forerunner) goes with every mark of it, since it shows the unprotected face: the copy is an ordinary photo, as others see it on",
                "other displays. A test looks for decodable pictures at every byte of every file that the tests write, and finds the photo alone.",
                "",
                "The colour profile stays. Tags of it that hold pictures go, under `SHARING` and `STRIP` also those that no display needs (a monitor's",
                "serial number, for example); these are kept: " + tags() + ".",
                "",
                "**`KEEP`** removes nothing else. In the maker's note, pictures are overwritten with zeros.",
                "",
                "**`KEEP_WITHOUT_LOCATION`** also removes the GPS directory, GeoTIFF fields, the maker's note and other fields that only their maker",
                "can read; IPTC " + iptc(IptcRecords.PLACES)
                        + "; XMP properties, PNG keywords and their like whose names contain one of these",
                "words, or begin with `geo` or `gps`, in any namespace, and all of `"
                        + String.join("`, `", PlaceNames.NAMESPACES) + "`:",
                "",
                words(PlaceNames.WORDS, PlaceNames.NAMES),
                "",
                "and texts in whatever field (EXIF, XMP, IPTC, comments, PNG) that tell a location by one of these patterns:",
                "",
                "| pattern | for example |",
                "| --- | --- |"));
        for (LocationText kind : LocationText.values()) {
            lines.add("| " + kind.description() + " | `" + kind.example().replace("|", "\\|") + "` |");
        }
        lines.addAll(List.of(
                "",
                "**`SHARING`** keeps what describes the picture and removes the rest of the above and whatever is not listed here. It keeps EXIF's",
                "orientation, dates, exposure, lens, camera maker and model, software, resolution, colour, rating, caption and copyright; IPTC",
                iptc(IptcRecords.DESCRIPTIVE) + "; PNG texts with the keywords `"
                        + PngMetadata.DESCRIPTIVE.pattern().replace("|", "`, `") + "`;",
                "comments; and these XMP properties, unless their names identify somebody or something (serial numbers, owners, creators, people,",
                "faces, unique identifiers):",
                "",
                "| namespace | properties |",
                "| --- | --- |"));
        for (Map.Entry<String, Pattern> kept : new TreeMap<>(DescriptiveXmp.KEPT).entrySet()) {
            String names = kept.getValue().pattern().replaceAll("^\\^\\(\\?:|\\)\\$$", "");
            String all = kept.getKey().equals(DescriptiveXmp.RAW)
                    ? "all but those that contain " + listed(DescriptiveXmp.CORRECTION.pattern())
                    : "all";
            lines.add("| `" + kept.getKey() + "` | " + (names.isEmpty() ? all : listed(names)) + " |");
        }
        lines.addAll(List.of(
                "",
                "Captions, titles and comments are texts that somebody wrote about the picture: they stay unless they tell a location or name somebody",
                "in the picture. Who is in the picture is what its own metadata say: names of face regions (`mwg-rs`, Microsoft, IPTC), properties such",
                "as `PersonInImage` and `People`, and keywords below `People`, `Who` and the like. A text in which such a name stands, as a whole or one",
                "word of it with at least three letters, in any case, with or without accents, also in a file name, goes as a whole. Texts on rights",
                "(copyright, licence) are left alone, since the person may hold them. Names that nothing in the file tells of a person are not known as",
                "such: a caption may still hold one. Keywords always go.",
                "",
                "**`STRIP`** removes everything but the colour profile.",
                ""));
        return lines;
    }

    private static String listed(String alternatives) {
        return "`" + alternatives.replace("|", "`, `") + "`";
    }

    private static String tags() {
        return new TreeSet<>(IccProfile.RENDERING)
                .stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", "));
    }

    private static String words(Set<String> words, Set<String> names) {
        Set<String> all = new TreeSet<>(words);
        all.addAll(names);
        return all.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", ")) + ",";
    }

    private static String iptc(Set<Integer> numbers) {
        return new TreeSet<>(numbers).stream().map(number -> "2:" + number).collect(Collectors.joining(", "));
    }
}
