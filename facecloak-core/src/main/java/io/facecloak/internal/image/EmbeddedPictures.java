package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds pictures inside metadata by how their files begin, whatever field they are in. */
final class EmbeddedPictures {

    /** How picture and video files begin, one character per byte. JPEG's first byte is not needed: some makers replace it. */
    private static final List<String> SIGNATURES = List.of(
            "\u0089PNG\r\n\u001a\n",
            "GIF87a",
            "GIF89a",
            "\0\0\0\fJXL \r\n",
            "\0\0\0\fjP  \r\n",
            "\u00ff\u004f\u00ff\u0051");

    /** What follows SOI in JPEG files. */
    private static final String JPEG_SEGMENTS =
            "\u00db\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e6\u00e7\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef\u00c0\u00c1\u00c2\u00c4\u00dd\u00fe";

    /** What usually does, by which a picture is known whose first byte was replaced. */
    private static final String USUAL_SEGMENTS = "\u00db\u00e0\u00e1";

    /** Shorter texts hold no picture that shows a face. */
    private static final int MIN_TEXT = 120;

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{" + MIN_TEXT + ",}+");

    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9A-Fa-f]{240,}+");

    private static final Pattern SPACE = Pattern.compile("\\s+|&#x?[0-9A-Fa-f]+;|\\\\[nr]?");

    private EmbeddedPictures() {}

    /** Whether a picture begins anywhere in these bytes, or in what they encode as base64 or hexadecimal digits. */
    static boolean isIn(byte[] data) {
        return holds(data) || isIn(new String(data, StandardCharsets.ISO_8859_1).replace("\0", ""));
    }

    /** Whether a picture could be told in base64 here: nothing that is compressed looks so much like text. */
    static boolean hasLongText(byte[] data, int from, int to) {
        int run = 0;
        for (int at = from; at < to && run < MIN_TEXT; at++) {
            run = isBase64(data[at]) ? run + 1 : 0;
        }
        return run == MIN_TEXT;
    }

    private static boolean isBase64(byte character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '/' && character <= '9'
                || character == '+'
                || character == '-'
                || character == '_';
    }

    /** Whether a text encodes a picture as base64 or hexadecimal digits. */
    static boolean isIn(String text) {
        if (text.length() < MIN_TEXT) {
            return false;
        }
        String dense = SPACE.matcher(text).replaceAll("").replace("%2F", "/").replace("%2B", "+");
        Matcher digits = HEXADECIMAL.matcher(dense);
        while (digits.find()) {
            if (holds(hexadecimal(digits.group()))
                    || holds(hexadecimal(digits.group().substring(1)))) {
                return true;
            }
        }
        Matcher runs = BASE64.matcher(dense);
        while (runs.find()) {
            String run = runs.group().replace('-', '+').replace('_', '/');
            // Four characters make three bytes; where the first group begins is not known.
            for (int shift = 0; shift < 4; shift++) {
                String whole = run.substring(shift, run.length() - (run.length() - shift) % 4);
                if (holds(Base64.getDecoder().decode(whole))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The bytes with zeros instead of pictures; the same array if there is none. */
    static byte[] blanked(byte[] data) {
        byte[] blank = data;
        for (int at = firstIn(blank, 0); at >= 0; at = firstIn(blank, at)) {
            blank = blank == data ? data.clone() : blank;
            Arrays.fill(blank, at, endOf(blank, at), (byte) 0);
        }
        return blank;
    }

    /** Behind a JPEG picture's end; behind everything for other pictures and damaged ones. */
    private static int endOf(byte[] data, int start) {
        if (!isJpeg(data, start)) {
            return data.length;
        }
        byte[] jpeg = Arrays.copyOfRange(data, start, data.length);
        jpeg[0] = (byte) 0xff;
        try {
            return start + JpegSegments.parse(jpeg, "a preview").end();
        } catch (PhotoFormatException e) {
            return data.length;
        }
    }

    private static boolean holds(byte[] data) {
        return begins(data) || CompressedStreams.of(data).anyMatch(EmbeddedPictures::begins);
    }

    private static boolean begins(byte[] data) {
        return firstIn(data, 0) >= 0 || hasTiff(data);
    }

    /** Not looked for in makers' notes, which may be TIFF structures themselves. */
    private static boolean hasTiff(byte[] data) {
        for (int at = 0; at + 8 <= data.length; at++) {
            if (data[at] == 'I' && Signature.startsWith(data, at, "II*\0")
                    || data[at] == 'M' && Signature.startsWith(data, at, "MM\0*")) {
                return true;
            }
        }
        return false;
    }

    private static int firstIn(byte[] data, int from) {
        for (int at = from; at + 4 <= data.length; at++) {
            if (data[at + 1] == (byte) 0xd8 && isJpeg(data, at) || isOther(data, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isJpeg(byte[] data, int at) {
        return at + 4 <= data.length
                && data[at + 1] == (byte) 0xd8
                && data[at + 2] == (byte) 0xff
                && (data[at] == (byte) 0xff ? JPEG_SEGMENTS : USUAL_SEGMENTS).indexOf(data[at + 3] & 0xff) >= 0;
    }

    private static boolean isOther(byte[] data, int at) {
        return switch (data[at]) {
            case (byte) 0x89, 'G', 0, (byte) 0xff ->
                SIGNATURES.stream().anyMatch(sign -> Signature.startsWith(data, at, sign))
                        || data[at] == 0 && Signature.startsWith(data, at + 4, "ftyp");
            case 'R' -> Signature.startsWith(data, at, "RIFF") && Signature.startsWith(data, at + 8, "WEBP");
            case 'B' -> isBmp(data, at);
            default -> false;
        };
    }

    /** Two letters alone are no sign; BMP's header says its own length and that of the file. */
    private static boolean isBmp(byte[] data, int at) {
        return Signature.startsWith(data, at, "BM")
                && at + 30 <= data.length
                && Signature.startsWith(data, at + 6, "\0\0\0\0")
                && (data[at + 14] == 12 || data[at + 14] == 40 || data[at + 14] == 108 || data[at + 14] == 124)
                && Signature.startsWith(data, at + 15, "\0\0\0");
    }

    private static byte[] hexadecimal(String digits) {
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte)
                    (Character.digit(digits.charAt(2 * i), 16) << 4 | Character.digit(digits.charAt(2 * i + 1), 16));
        }
        return bytes;
    }
}
