package io.facecloak.internal.image;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.Arrays;
import java.util.regex.Pattern;

/** How texts tell a location. Each kind is found anywhere in a text, whatever field the text is in. */
enum LocationText {
    COORDINATE_PAIR(
            "a pair of decimal degrees",
            "48.21, 16.37",
            "(?<![\\d.])[-+]?(?:90|[0-8]?\\d)\\.\\d{2,}\\s*°?\\s*[NS]?\\s*[,;/|]\\s*[-+]?(?:180|1[0-7]\\d|\\d{1,2})\\.\\d{2,}(?![\\d.])",
            0),
    COMMA_PAIR(
            "a pair of decimal degrees with decimal commas",
            "52,516275; 13,377704",
            "(?<![\\d,])[-+]?(?:90|[0-8]?\\d),\\d{4,}\\s*\u00b0?\\s*[NS]?\\s*[;/| ]\\s*[-+]?(?:180|1[0-7]\\d|\\d{1,2}),\\d{4,}(?![\\d,])",
            0),
    SPACED_PAIR(
            "a pair of decimal degrees without a comma",
            "48.2082 16.3738",
            "(?<![\\d.])[-+]?(?:90|[0-8]?\\d)\\.\\d{4,}\\s*°?\\s*[NS]?\\s+[-+]?(?:180|1[0-7]\\d|\\d{1,2})\\.\\d{4,}(?![\\d.])",
            0),
    DEGREES_AND_MINUTES(
            "degrees, minutes and seconds",
            "52° 30' 58.59\" N",
            "\\d{1,3}\\s*(?:°|º|\\bdeg\\b)\\s*\\d{1,2}",
            CASE_INSENSITIVE),
    SPACED_MINUTES(
            "degrees and minutes without signs",
            "N52 30.976 E013 22.662",
            "\\b[NS]\\s?\\d{1,2}\\s\\d{1,2}(?:\\.\\d+|\\s\\d{1,2}(?:\\.\\d+)?)\\W{1,4}[EWO]\\s?\\d{1,3}\\s\\d{1,2}"
                    + "|\\b\\d{1,2}\\s\\d{1,2}(?:\\.\\d+|\\s\\d{1,2}(?:\\.\\d+)?)\\s?[NS]\\W{1,4}\\d{1,3}\\s\\d{1,2}[\\d .]*[EWO]\\b",
            0),
    DEGREES_AND_HEMISPHERE(
            "degrees with a hemisphere",
            "52.516° N",
            "(?<![\\d.])\\d{1,3}(?:\\.\\d{3,}\\s*°?|(?:\\.\\d+)?\\s*°)\\s*[NSEW]\\b|\\b[NSEW]\\s?\\d{1,3}(?:°|\\.\\d{3,})",
            0),
    XMP_COORDINATE(
            "XMP's own notation of GPS", "52,30.9765N", "\\b\\d{1,3},\\d{1,2}(?:\\.\\d+|,\\d{1,2})\\s?[NSEW]\\b", 0),
    ISO_6709(
            "ISO 6709",
            "+52.5163+013.3777/",
            "[-+]\\d{2,6}(?:\\.\\d+)?[-+]\\d{3,7}(?:\\.\\d+)?(?:[-+]\\d+(?:\\.\\d+)?)?/",
            0),
    GEO_URI("geo URIs and machine tags", "geo:52.516,13.378", "\\bgeo:(?:[-+]?\\d|lat|lon|lng|long)", CASE_INSENSITIVE),
    MAP_LINK(
            "links into maps",
            "https://www.google.com/maps/@52.5,13.4,15z",
            "google\\.[a-z.]{2,6}/maps|maps\\.(?:google|apple|app\\.goo)\\.|goo\\.gl/maps|openstreetmap\\.org|\\bosm\\.org|bing\\.com/maps"
                    + "|what3words|w3w\\.co|plus\\.codes|mapillary\\.com|wego\\.here\\.com|here\\.com/|yandex\\.[a-z]{2,3}/maps|waze\\.com"
                    + "|foursquare\\.com/v|swarmapp\\.com|strava\\.com/activities|komoot\\.[a-z]{2,3}/|map\\.baidu\\.com|amap\\.com|mapy\\.cz|2gis\\.",
            CASE_INSENSITIVE),
    WORDS("what3words addresses", "///filled.count.soap", "///\\p{L}+\\.\\p{L}+\\.\\p{L}+", 0),
    PLUS_CODE("plus codes", "9F4MGC8H+2Q", "\\b[23456789CFGHJMPQRVWX]{4,8}\\+[23456789CFGHJMPQRVWX]{2,3}\\b", 0),
    WELL_KNOWN_TEXT(
            "well-known text", "POINT (13.37 52.51)", "\\b(?:POINT|POLYGON|LINESTRING|MULTIPOINT)\\s*Z?\\s*\\(", 0),
    LABELLED(
            "labelled coordinates, as in JSON",
            "{\"MAPLatitude\": 52.5, \"MAPLongitude\": 13.4}",
            "(?:latitude|long(?:it|t)itude|longitude|\\bgps\\w*|geo[_ -]?(?:tag|hash|location|code|point)\\w*)[\"'\\s]*[:=]"
                    + "|\\b(?:lat|lon|lng|long)\\b[\"'\\s]*[:=]\\s*[\"'\\[]?\\s*[-+]?\\d",
            CASE_INSENSITIVE),
    CELL(
            "radio cells and access points",
            "mcc=232 mnc=1 cid=1234",
            "\\b(?:mcc|mnc|cell[_ -]?id|lac|bssid)\\b[\"'\\s]*[:=]|\\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\\b",
            CASE_INSENSITIVE),
    GRID_REFERENCE(
            "UTM and MGRS",
            "33U 391776 5820072",
            "\\b\\d{1,2}[C-HJ-NP-X]\\s?(?:[A-Z]{2}\\s?\\d{4,5}\\s?\\d{4,5}|\\d{6}\\s\\d{7})\\b",
            0),
    PLACE_KEYWORD(
            "keywords below Places, Locations and the like",
            "Places/Berlin",
            "^\\s*(?:places?|locations?|geo\\w*|countr(?:y|ies)|cit(?:y|ies)|orte?|l(?:ieux?|ugar(?:es)?|uogh?[io]))\\s*[|/\\\\:>]\\s*\\S",
            CASE_INSENSITIVE),
    SINGLE_COORDINATE(
            "one number with four or more decimals, in texts only",
            "at 52.516275",
            "(?<![\\d.,:])[-+]?(?:180|1[0-7]\\d|\\d{1,2})\\.\\d{4,}(?![\\d.])",
            0);

    private final String description;
    private final String example;
    private final Pattern pattern;

    LocationText(String description, String example, String pattern, int flags) {
        this.description = description;
        this.example = example;
        this.pattern = Pattern.compile(pattern, flags | Pattern.UNICODE_CASE);
    }

    String description() {
        return description;
    }

    String example() {
        return example;
    }

    boolean matches(String text) {
        return pattern.matcher(text).find();
    }

    /** Whether a text that somebody or some program wrote tells a location. */
    static boolean isIn(String text) {
        return Arrays.stream(values()).anyMatch(kind -> kind.matches(text));
    }

    /** As {@link #isIn}, for values that may well be numbers of another meaning. */
    static boolean isInValue(String value) {
        boolean words = value.chars().anyMatch(Character::isLetter);
        return words
                ? isIn(value)
                : Arrays.stream(values()).anyMatch(kind -> kind != SINGLE_COORDINATE && kind.matches(value));
    }
}
