package io.facecloak.internal.image;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of properties, chunks and keys that tell a place, in whatever namespace: by the words that a name consists of. */
final class PlaceNames {

    /** Words, in alphabetical order: ExifTool's tag tables of all namespaces were searched for them. */
    static final Set<String> WORDS = Set.of(
            "address",
            "adr",
            "altitude",
            "bssid",
            "cell",
            "cid",
            "city",
            "cities",
            "continent",
            "coordinate",
            "coordinates",
            "country",
            "countries",
            "county",
            "coverage",
            "elevation",
            "footprint",
            "gps",
            "habitat",
            "island",
            "islands",
            "lac",
            "lat",
            "latitude",
            "lng",
            "locality",
            "location",
            "locations",
            "lon",
            "longitude",
            "longtitude",
            "mcc",
            "mnc",
            "municipality",
            "neighborhood",
            "neighbourhood",
            "place",
            "places",
            "postal",
            "province",
            "ssid",
            "street",
            "sublocation",
            "town",
            "venue",
            "village",
            "wifi",
            "worldregion",
            "zip",
            "zipcode");

    /** Names that are places as a whole, while their words alone are not. */
    static final Set<String> NAMES = Set.of("long", "ratingregion", "state", "waterbody", "worldregion");

    /** Namespaces of nothing but places, whatever their properties are called: Sony's radio cells. */
    static final Set<String> NAMESPACES = Set.of("http://developer.sonyericsson.com/cell/1.0/");

    /** As in GeoTag, geohash, georeferencedBy, geodeticDatum and higherGeography, but for these. */
    private static final Set<String> NO_GEOGRAPHY = Set.of("geometry", "geometric", "george");

    /** EXIF's place of the main subject in the picture. */
    private static final String IN_PIXELS = "subjectlocation";

    private static final Pattern WORD = Pattern.compile("\\p{Lu}+(?!\\p{Ll})|\\p{Lu}?\\p{Ll}+");

    private PlaceNames() {}

    /** @param name in camel case, or with separators between its words */
    static boolean isPlace(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}]", "");
        if (plain.equals(IN_PIXELS)) {
            return false;
        }
        if (NAMES.contains(plain) || WORDS.contains(plain) || plain.startsWith("gps")) {
            return true;
        }
        Set<String> words = WORD.matcher(name)
                .results()
                .map(MatchResult::group)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return words.stream().anyMatch(word -> WORDS.contains(word) || isGeography(word));
    }

    private static boolean isGeography(String word) {
        return word.startsWith("geo") && !NO_GEOGRAPHY.contains(word);
    }
}
