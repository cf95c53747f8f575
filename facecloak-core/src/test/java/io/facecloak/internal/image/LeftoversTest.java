package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ExifTool, which knows more of metadata than any other program, still finds in written photos. */
class LeftoversTest {

    /** Begins every text that must not be left. */
    private static final String SECRET = "Zq";

    private static final Pattern TABLE = Pattern.compile("<table name='[^']*' g0='([^']*)' g1='([^']*)' g2='([^']*)'");
    private static final Pattern TAG =
            Pattern.compile("<tag id='[^']*' name='([^']*)' type='([^']*)' writable='true'([^>]*)>");
    private static final Pattern GROUP = Pattern.compile(" g([12])='([^']*)'");

    /** Names of fields, in any format, that say who or which device it was. */
    private static final Pattern IDENTIFYING = Pattern.compile(
            "Person|People|Face|Owner|Artist|Creator(?!Tool)|Author|By-?line|Serial|Contributor|Publisher|Credit(?!LineReq)"
                    + "|Contact|Writer|Editor|Model(?:Age|ReleaseID)|Region(?:Name|Person)|PatientName|UniqueID|DocumentID|InstanceID"
                    + "|HostComputer|Keyword|Subject$|Nickname|Cameraman|Director|Composer|Speaker|Supplier|Licens(?:ee|or)|EndUser",
            Pattern.CASE_INSENSITIVE);

    /** What ExifTool counts among authors or identifying names, but describes rights, devices of a kind, or the picture. */
    private static final Pattern RIGHTS = Pattern.compile(
            "Copyright.*|Rights|UsageTerms|WebStatement|Certificate|Marked|ReuseAllowed|CreditLineReq.*|License.*|LegalCode|Jurisdiction|Permits"
                    + "|Prohibits|Requires|MorePermissions|UseGuidelines|DeprecatedOn|.*Constraints|Terms.*|OtherLicense.*|MediaSummaryCode"
                    + "|AdultContentWarning|DataMining|Reuse|.*ReleaseStatus|PLUSVersion|ImageType|SubjectReference|SubjectArea|SubjectDistance.*|SubjectLocation|SubjectCode|URL");

    /** ExifTool's table of drones counts their attitude among places, as if it were one. */
    private static final Pattern ATTITUDE = Pattern.compile("(?:Gimbal|Flight|Cam|Rtk|GPSVersionID).*");

    @TempDir
    private Path folder;

    private ExifTool exifTool;

    @BeforeEach
    void find() throws IOException {
        exifTool = ExifTool.in(folder);
    }

    /** A tag that ExifTool can write. */
    private record Writable(String container, String group, String subject, String name, String type) {

        String argument(int number) {
            String value =
                    switch (type) {
                        case "real", "double", "float", "rational", "rational64u", "rational64s" -> "52.516275";
                        case "integer", "int8u", "int16u", "int32u", "int16s", "int32s" -> "52";
                        case "boolean" -> "True";
                        case "date", "digits" -> "2020:01:02 03:04:05";
                        default -> group.equals("GPS") ? "N" : name.contains("GPSL") ? "52.516275" : SECRET + number;
                    };
            return "-" + (container.equals("PNG") ? container : group) + ":" + name + "=" + value;
        }
    }

    private List<Writable> writable(Predicate<Writable> wanted) throws IOException {
        List<Writable> tags = new ArrayList<>();
        for (String container : List.of("XMP", "EXIF", "IPTC", "Photoshop", "PNG")) {
            Matcher table = TABLE.matcher("");
            Matcher tag = TAG.matcher("");
            String[] groups = new String[3];
            for (String line :
                    exifTool.run(List.of("-listx", "-" + container + ":all")).split("\n")) {
                if (table.reset(line).find()) {
                    groups = new String[] {table.group(1), table.group(2), table.group(3)};
                } else if (tag.reset(line).find() && groups[0].equals(container)) {
                    String[] own = groups.clone();
                    GROUP.matcher(tag.group(3))
                            .results()
                            .forEach(group -> own[Integer.parseInt(group.group(1))] = group.group(2));
                    Writable each = new Writable(container, own[1], own[2], tag.group(1), tag.group(2));
                    if (wanted.test(each) && !each.type().equals("struct")) {
                        tags.add(each);
                    }
                }
            }
        }
        return tags;
    }

    /** Files of every format that holds metadata, by the kinds that it holds. */
    private static Map<String, Set<String>> containers() {
        return Map.of(
                "jpg", Set.of("XMP", "EXIF", "IPTC", "Photoshop"),
                "png", Set.of("XMP", "EXIF", "IPTC", "PNG"),
                "tif", Set.of("XMP", "EXIF", "IPTC", "Photoshop"),
                "webp", Set.of("XMP", "EXIF"));
    }

    static byte[] plain(String format) throws IOException {
        BufferedImage picture = TestPictures.smooth(64, 40, BufferedImage.TYPE_3BYTE_BGR);
        return switch (format) {
            case "jpg" -> TestPictures.encoded(picture, "jpeg");
            case "tif" -> TestPictures.encoded(picture, "tiff");
            case "webp" -> WebpEncoder.encode(TestPictures.smooth(64, 40, BufferedImage.TYPE_INT_ARGB));
            default -> TestPictures.encoded(picture, format);
        };
    }

    /** Writes the tags into files of every format that takes them, some hundred into each. */
    private Path described(List<Writable> tags) throws IOException {
        Path sources = Files.createDirectory(folder.resolve("sources"));
        List<String> arguments = new ArrayList<>();
        for (Map.Entry<String, Set<String>> container : containers().entrySet()) {
            List<Writable> fitting = tags.stream()
                    .filter(tag -> container.getValue().contains(tag.container()))
                    .toList();
            for (int i = 0; i < fitting.size(); i += 100) {
                Path file = sources.resolve(i + "." + container.getKey());
                Files.write(file, plain(container.getKey()));
                for (int n = i; n < Math.min(fitting.size(), i + 100); n++) {
                    arguments.add(fitting.get(n).argument(n));
                }
                arguments.addAll(List.of("-n", "-m", "-q", "-q", "-overwrite_original", file.toString(), "-execute"));
            }
        }
        exifTool.run(arguments);
        return sources;
    }

    /** Copies of the photos in a folder, and such whose pixels changed. */
    private Path written(Path sources, MetadataPolicy policy) throws IOException {
        Path copies = Files.createTempDirectory(folder, policy + "");
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.sorted().toList()) {
                Photo photo = new PhotoReader().read(file);
                write(photo, policy, copies, file.getFileName() + "");
            }
        }
        return copies;
    }

    private static void write(Photo photo, MetadataPolicy policy, Path copies, String name) throws IOException {
        PhotoWriter writer = new PhotoWriter(policy);
        Photo changed = Photos.changed(photo);
        for (Photo each : name.startsWith("text") ? List.of(changed) : List.of(photo, changed)) {
            Path copy = copies.resolve((each == photo ? "copied-" : "changed-") + name + "."
                    + writer.formatOf(each).extension());
            Files.write(copy, writer.encode(each));
        }
    }

    private static Set<String> names(List<ExifTool.Tag> tags, Predicate<ExifTool.Tag> wanted) {
        Set<String> names = new TreeSet<>();
        tags.stream().filter(wanted).forEach(tag -> names.add(tag.place() + ":" + tag.name() + " = " + tag.value()));
        return names;
    }

    private static boolean isPlace(ExifTool.Tag tag) {
        return tag.subject().equals("Location") && !ATTITUDE.matcher(tag.name()).matches();
    }

    private static boolean identifies(ExifTool.Tag tag) {
        return !tag.place().equals("System")
                && !tag.place().startsWith("ICC")
                && (tag.subject().equals("Author")
                        || IDENTIFYING.matcher(tag.name()).find())
                && !RIGHTS.matcher(tag.name()).matches();
    }

    @Test
    void noFieldThatTellsAPlaceIsLeft() throws IOException {
        List<Writable> places = writable(tag -> tag.subject().equals("Location"));
        assertTrue(places.size() > 150, places.size() + " kinds");
        Path sources = described(places);
        assertTrue(
                exifTool.tags(sources).stream().filter(LeftoversTest::isPlace).count() > 300);
        for (MetadataPolicy policy : List.of(MetadataPolicy.SHARING, MetadataPolicy.KEEP_WITHOUT_LOCATION)) {
            assertEquals(Set.of(), names(exifTool.tags(written(sources, policy)), LeftoversTest::isPlace), policy + "");
        }
    }

    @Test
    void noFieldThatNamesSomebodyOrADeviceIsLeft() throws IOException {
        List<Writable> identifying = writable(tag -> tag.subject().equals("Author")
                || IDENTIFYING.matcher(tag.name()).find()
                        && !RIGHTS.matcher(tag.name()).matches());
        assertTrue(identifying.size() > 250, identifying.size() + " kinds");
        Path sources = described(identifying);
        assertTrue(exifTool.tags(sources).stream()
                        .filter(LeftoversTest::identifies)
                        .count()
                > 300);
        List<ExifTool.Tag> left = exifTool.tags(written(sources, MetadataPolicy.SHARING));
        assertEquals(Set.of(), names(left, LeftoversTest::identifies));
    }

    /** Fields that hold a text that somebody wrote. */
    private static final Map<String, String> TEXTS = new LinkedHashMap<>();

    static {
        for (String field : List.of(
                "IFD0:ImageDescription",
                "IFD0:XPTitle",
                "IFD0:XPComment",
                "IFD0:Copyright",
                "ExifIFD:UserComment",
                "XMP-dc:Title",
                "XMP-dc:Description",
                "XMP-dc:Rights",
                "XMP-photoshop:Headline",
                "XMP-exif:UserComment",
                "XMP-tiff:ImageDescription",
                "XMP-xmp:Label",
                "XMP-iptcCore:AltTextAccessibility")) {
            TEXTS.put(field, "jpg tif png webp");
        }
        for (String field :
                List.of("IPTC:Caption-Abstract", "IPTC:Headline", "IPTC:ObjectName", "IPTC:CopyrightNotice")) {
            TEXTS.put(field, "jpg tif");
        }
        TEXTS.put("File:Comment", "jpg");
        for (String field : List.of("PNG:Comment", "PNG:Description", "PNG:Title", "PNG:Copyright")) {
            TEXTS.put(field, "png");
        }
    }

    private static final List<String> PLACES = List.of(
            "52.516275, 13.377704",
            "at 52.516275 13.377704, noon",
            "52,516275; 13,377704",
            "N 52.516275 E 13.377704",
            "52.5163 N 13.3777 E",
            "48.8584\u00b0 N, 2.2945\u00b0 E",
            "S33.8568 E151.2153",
            "52\u00b030'58.6\"N 13\u00b022'39.7\"E",
            "52\u00b0 30.976' N, 13\u00b0 22.662' E",
            "40\u00b026\u203246\u2033N 79\u00b058\u203256\u2033W",
            "52 30 58.6 N 13 22 39.7 E",
            "N52 30.976 E013 22.662",
            "52 deg 30' 58.59\" N",
            "geo:52.516275,13.377704;u=35",
            "see 9F4MG98H+GX",
            "G98H+GX Berlin",
            "https://www.google.com/maps/@52.516275,13.377704,17z",
            "https://www.google.de/maps/place/X",
            "https://maps.app.goo.gl/AbCdEf",
            "https://goo.gl/maps/AbCdEf",
            "https://maps.apple.com/?q=x",
            "https://www.openstreetmap.org/way/5",
            "https://osm.org/go/0MbEUZ",
            "https://www.bing.com/maps?cp=x",
            "https://wego.here.com/x",
            "https://yandex.com/maps/x",
            "https://www.waze.com/ul/hu33db",
            "https://foursquare.com/v/x/4b",
            "https://w3w.co/filled.count.soap",
            "///filled.count.soap",
            "33UUU8932119744",
            "33U 389321 5819744",
            "lat=52.516275",
            "Latitude 52.516275 Longitude 13.377704",
            "{\"lat\":52.516275,\"lng\":13.377704}",
            "POINT(13.377704 52.516275)",
            "+52.516275+013.377704/",
            "geohash: u33db2m3",
            "[13.377704,52.516275]",
            "(-33.8568,151.2153)");

    @Test
    void noTextThatTellsAPlaceIsLeft() throws IOException {
        Path sources = Files.createDirectory(folder.resolve("texts"));
        List<String> arguments = new ArrayList<>();
        for (String format : containers().keySet()) {
            for (int i = 0; i < PLACES.size(); i++) {
                Path file = sources.resolve("text" + i + "." + format);
                Files.write(file, plain(format));
                for (Map.Entry<String, String> field : TEXTS.entrySet()) {
                    if (List.of(field.getValue().split(" ")).contains(format)) {
                        arguments.add("-" + field.getKey() + "=" + PLACES.get(i));
                    }
                }
                arguments.addAll(List.of("-n", "-m", "-q", "-q", "-overwrite_original", file.toString(), "-execute"));
            }
        }
        exifTool.run(arguments);
        // In Latin-1, some signs become question marks.
        Predicate<ExifTool.Tag> told = tag -> PLACES.stream()
                .anyMatch(text -> tag.value().contains(text)
                        || tag.value().contains(text.replace('\u2032', '?').replace('\u2033', '?')));
        long fields = exifTool.tags(sources).stream().filter(told).count();
        assertTrue(fields > 45 * PLACES.size(), fields + " fields");
        for (MetadataPolicy policy : List.of(MetadataPolicy.SHARING, MetadataPolicy.KEEP_WITHOUT_LOCATION)) {
            assertEquals(Set.of(), names(exifTool.tags(written(sources, policy)), told), policy.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(MetadataPolicy.class)
    void nothingIsLeftOfTheFormatTestsPhotos(MetadataPolicy policy) throws IOException {
        Path copies = Files.createTempDirectory(folder, "formats");
        int number = 0;
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            write(Photos.read(variant.file()), policy, copies, number++ + "");
        }
        requireNothing(copies, policy);
    }

    @ParameterizedTest
    @EnumSource(names = {"SHARING", "KEEP"})
    void nothingIsLeftOfTheTrials(MetadataPolicy policy) throws IOException {
        Path copies = Files.createTempDirectory(folder, "trials");
        int read = 0;
        try (Stream<Path> files = Files.walk(Shared.path("trials"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                try {
                    write(new PhotoReader().read(file), policy, copies, file.getFileName() + "");
                    read++;
                } catch (PhotoFormatException e) {
                    // What is refused gets no copy.
                }
            }
        }
        assertTrue(read > 50, read + " photos");
        requireNothing(copies, policy);
    }

    private void requireNothing(Path copies, MetadataPolicy policy) throws IOException {
        try (Stream<Path> files = Files.list(copies)) {
            for (Path file : files.sorted().toList()) {
                List<String> pictures = PictureCarver.pictures(Files.readAllBytes(file));
                assertEquals(List.of("byte 0"), pictures, policy + " " + file.getFileName());
            }
        }
        List<ExifTool.Tag> left = exifTool.tags(copies);
        assertTrue(left.size() > 100);
        Set<String> previews = names(
                left,
                tag -> tag.subject().equals("Preview")
                        || tag.value().startsWith("(Binary data")
                                && tag.name().matches(".*(?:Image|Thumbnail|Preview|Picture).*"));
        if (policy != MetadataPolicy.KEEP) {
            // Else makers' notes stay, with zeros where previews were.
            assertEquals(Set.of(), previews, policy + "");
            assertEquals(Set.of(), names(left, LeftoversTest::isPlace), policy + "");
        }
        if (!policy.keepsIdentities()) {
            assertEquals(Set.of(), names(left, LeftoversTest::identifies), policy + "");
        }
    }
}
