package io.facecloak.internal.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ImageMagick's way to keep a block of another format in a PNG text: a newline, its kind, its length, and hexadecimal digits. */
final class RawProfile {

    static final String KEYWORD = "Raw profile type";

    private static final Pattern LAYOUT = Pattern.compile("\\s*\\S+\\s+(\\d{1,8})\\s+([0-9A-Fa-f\\s]*)\\s*");

    private RawProfile() {}

    /** EXIF in a text, with or without JPEG's prefix; empty if it holds something else or is damaged. */
    static Optional<byte[]> exif(PngText text) {
        String kind = text.keyword()
                .substring(Math.min(KEYWORD.length(), text.keyword().length()))
                .trim();
        if (!text.keyword().startsWith(KEYWORD) || !kind.equalsIgnoreCase("exif") && !kind.equalsIgnoreCase("APP1")) {
            return Optional.empty();
        }
        Matcher layout = LAYOUT.matcher(new String(text.value(), StandardCharsets.ISO_8859_1));
        if (!layout.matches()) {
            return Optional.empty();
        }
        String digits = layout.group(2).replaceAll("\\s", "");
        byte[] bytes = new byte[Math.min(Integer.parseInt(layout.group(1)), digits.length() / 2)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return Optional.of(bytes);
    }
}
