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
                "`SHARING` is the default. Each entry has a test (`MetadataRulesTest`); `PhotoOutcome.notes` says what else a copy lacks.",
                "",
                "**Every policy** removes pictures: thumbnails and previews (IFD1 and further directories, Photoshop resources 0x0409 and 0x040C,",
                "IPTC 2:200 to 2:202), whatever follows the picture or stands between its scans, all application segments that are not named here,",
                "every metadata field that holds the bytes of a JPEG, PNG, GIF, WebP, BMP, TIFF, JPEG 2000, JPEG XL or ISO-BMFF file, even as base64",
                "or hexadecimal digits or compressed, whatever decoders ignore in the segments and chunks of the pixels, and the XMP properties of",
                "these namespaces:",
                ""));
        new TreeSet<>(XmpFilter.PICTURES).forEach(namespace -> lines.add("- `" + namespace + "...`"));
        lines.addAll(List.of(
                "",
                "except for `" + DescriptiveXmp.GPANO
                        + "`, without which viewers show a 360° panorama flat. The gain map of Ultra HDR photos (ISO 21496-1 and",
                "its forerunner) is removed with every trace of it, because it shows the unprotected face: the copy is an ordinary photo, as seen on",
                "other displays. A test looks for decodable pictures at every byte of every file that the tests write, and finds only the photo.",
                "",
                "The colour profile stays. Its tags that hold pictures are removed, and under `SHARING` and `STRIP` also those that no display needs (a",
                "monitor's serial number, for example); these are kept: " + tags() + ".",
                "",
                "**`KEEP`** removes nothing else. Pictures in the maker's note are overwritten with zeros.",
                "",
                "**`KEEP_WITHOUT_LOCATION`** also removes the GPS directory, GeoTIFF fields, the maker's note and other fields that only their maker",
                "can read; IPTC " + iptc(IptcRecords.PLACES)
                        + "; XMP properties, PNG keywords and the like, in any namespace, whose names contain one",
                "of these words or begin with `geo` or `gps`, and all of `" + String.join("`, `", PlaceNames.NAMESPACES)
                        + "`:",
                "",
                words(PlaceNames.WORDS, PlaceNames.NAMES),
                "",
                "and texts in any field (EXIF, XMP, IPTC, comments, PNG) that reveal a location by one of these patterns:",
                "",
                "| pattern | for example |",
                "| --- | --- |"));
        for (LocationText kind : LocationText.values()) {
            lines.add("| " + kind.description() + " | `" + kind.example().replace("|", "\\|") + "` |");
        }
        lines.addAll(List.of(
                "",
                "**`SHARING`** keeps what describes the picture, and removes all of the above and whatever is not listed here. It keeps EXIF's",
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
                "Captions, titles and comments are texts that somebody wrote about the picture. They stay unless they reveal a location or name somebody",
                "in the picture. Names are taken from the picture's own metadata: names of face regions (`mwg-rs`, Microsoft, IPTC), properties such",
                "as `PersonInImage` and `People`, and keywords below `People`, `Who` and the like. A text that contains such a name, or one word of it",
                "with at least three letters, in any case, with or without accents, even in a file name, is removed as a whole. Texts about rights",
                "(copyright, licence) stay, because the person may hold the rights. A name that nothing in the file marks as a person's is not",
                "recognised, so a caption may still hold one. Keywords are always removed.",
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
