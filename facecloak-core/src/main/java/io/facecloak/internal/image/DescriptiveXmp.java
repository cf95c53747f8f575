package io.facecloak.internal.image;

import java.util.Map;
import java.util.regex.Pattern;

/** The XMP properties that describe a picture, rather than people, devices or the file's history, namespace by namespace. */
final class DescriptiveXmp {

    /** Words of names that identify somebody or something in otherwise descriptive namespaces. */
    static final Pattern IDENTIFYING = Pattern.compile(
            "serial|owner|artist|author|creator(?!tool)|by-?line|person|people|face(?!t)|photographer|editor|operator|unique|email"
                    + "|phone|raw-?filename|imagenumber|attribution|contact|username|userid|nickname|documentid|instanceid|host-?computer|relatedsound|makernote",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ALL = Pattern.compile("");

    /** 360° panoramas: without it, viewers show them flat. */
    static final String GPANO = "http://ns.google.com/photos/1.0/panorama/";

    /** How a raw photo was developed. */
    static final String RAW = "http://ns.adobe.com/camera-raw-settings/1.0/";

    /** Of {@link #RAW}, masks and corrections, which tell where faces are, and presets and paths, which tell who edited them. */
    static final Pattern CORRECTION = Pattern.compile(
            "Correction|Mask|Retouch|RedEye|Look|Snapshot|Path|Name|Description|UUID|Group|Cluster|Digest|Preset");

    /** Namespace, and what its names contain. */
    static final Map<String, Pattern> KEPT = Map.ofEntries(
            Map.entry("http://purl.org/dc/elements/1.1/", names("title|description|rights|date|format|language|type")),
            Map.entry(
                    "http://ns.adobe.com/xap/1.0/",
                    names("CreateDate|ModifyDate|MetadataDate|Rating|Label|CreatorTool")),
            Map.entry("http://ns.adobe.com/xap/1.0/rights/", names("Marked|UsageTerms|WebStatement|Certificate")),
            Map.entry("http://creativecommons.org/ns#", ALL),
            Map.entry(
                    "http://ns.useplus.org/ldf/xmp/1.0/",
                    Pattern.compile(
                            "Constraints$|^Terms|^Copyright(?!Owner)|^License(?:Start|End)|^OtherLicense|^MediaSummary"
                                    + "|^CreditLineRequired|^AdultContent|^DataMining|^Reuse|^Version|ReleaseStatus$|^ImageType")),
            Map.entry("http://ns.adobe.com/tiff/1.0/", ALL),
            Map.entry("http://ns.adobe.com/exif/1.0/", ALL),
            Map.entry("http://cipa.jp/exif/1.0/", ALL),
            Map.entry("http://ns.adobe.com/exif/1.0/aux/", ALL),
            Map.entry(RAW, ALL),
            Map.entry(GPANO, ALL),
            Map.entry(
                    "http://ns.adobe.com/photoshop/1.0/",
                    names("DateCreated|ColorMode|ICCProfile|Urgency|Headline|Category")),
            Map.entry("http://ns.microsoft.com/photo/1.0/", names("Rating|RatingPercent|DateAcquired")),
            Map.entry(
                    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
                    names("Scene|SubjectCode|IntellectualGenre|AltTextAccessibility|ExtDescrAccessibility")),
            Map.entry(
                    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
                    names("DigitalSourceType|DigitalSourcefileType|MaxAvailWidth|MaxAvailHeight")),
            Map.entry(CloakMark.NAMESPACE, ALL));

    private DescriptiveXmp() {}

    private static Pattern names(String alternatives) {
        return Pattern.compile("^(?:" + alternatives + ")$");
    }

    /** Whether a property of the picture itself stays. */
    static boolean keeps(String namespace, String name) {
        Pattern names = KEPT.get(namespace);
        return names != null
                && names.matcher(name).find()
                && !identifies(name)
                && !(namespace.equals(RAW) && CORRECTION.matcher(name).find());
    }

    /** Whether a name, also of a part of a property, identifies people or devices. */
    static boolean identifies(String name) {
        return IDENTIFYING.matcher(name).find();
    }
}
