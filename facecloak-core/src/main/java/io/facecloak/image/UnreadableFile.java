package io.facecloak.image;

import java.util.Map;

/** Says what a file is that is no photo of a supported format, so that the user knows what to do. */
final class UnreadableFile {

    /** What begins a file at an offset, and what it then is. */
    private record Sign(int offset, String magic) {}

    private static final Map<Sign, String> KNOWN = Map.ofEntries(
            Map.entry(new Sign(4, "ftypheic"), "an HEIC photo"),
            Map.entry(new Sign(4, "ftypheix"), "an HEIC photo"),
            Map.entry(new Sign(4, "ftypmif1"), "an HEIF photo"),
            Map.entry(new Sign(4, "ftypavif"), "an AVIF photo"),
            Map.entry(new Sign(4, "ftypcrx "), "a raw photo (CR3)"),
            Map.entry(new Sign(4, "ftyp"), "a video"),
            Map.entry(new Sign(0, "\u00ff\n"), "a JPEG XL photo"),
            Map.entry(new Sign(4, "JXL "), "a JPEG XL photo"),
            Map.entry(new Sign(4, "jP  "), "a JPEG 2000 photo"),
            Map.entry(new Sign(0, "8BPS"), "a Photoshop document"),
            Map.entry(new Sign(0, "%PDF"), "a PDF document"),
            Map.entry(new Sign(0, "PK\u0003\u0004"), "a ZIP archive"));

    private UnreadableFile() {}

    static PhotoFormatException describe(byte[] bytes, String name) {
        String kind = KNOWN.entrySet().stream()
                .filter(sign -> PhotoFormat.startsWith(
                        bytes, sign.getKey().offset(), sign.getKey().magic()))
                .max((a, b) -> a.getKey().magic().length() - b.getKey().magic().length())
                .map(Map.Entry::getValue)
                .orElse(isText(bytes) ? "text" : "of an unknown kind");
        String message = name + " is no JPEG, PNG, TIFF, WebP, BMP or GIF photo but " + kind
                + ", whatever its name says; convert it to JPEG or PNG, or choose another file";
        return kind.contains(" photo") ? new PhotoFormatException(message) : new NoPhotoException(message);
    }

    private static boolean isText(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, 512); i++) {
            if (bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
