package io.facecloak.internal.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageIO;

/**
 * Finds every picture in a file that somebody who looks for one could decode, wherever it lies: it tries ImageIO at every byte at which a
 * picture could begin, in the file as it is, in what any compressed stream in it holds, and in each text that decodes as base64 or
 * hexadecimal digits. Knows nothing of containers, and shares no code with what it checks.
 */
public final class PictureCarver {

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{100,}");
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9A-Fa-f]{200,}");

    /** What may stand inside a text without being part of it: XML's comments, sections and character references, escapes, blanks. */
    private static final Pattern FILLING = Pattern.compile(
            "<!--.{0,200}?-->|<!\\[CDATA\\[|]]>|&#x?[0-9A-Fa-f]{1,6};|\\\\[nr]|[\\s\0]", Pattern.DOTALL);

    /** Formats that Java cannot decode, by what others know them by. */
    private static final Pattern UNDECODED = Pattern.compile(
            "ftyp(?:hei[cxms]|hev[cxms]|mif[12]|msf1|avi[fs]|crx |mp4|isom|qt  |3gp|M4V)|\0\0\0\fJXL \r\n|\0\0\0\fjP  \r\n"
                    + "|\u00ff\u004f\u00ff\u0051\0|8BPS\0\u0001");

    private static final int MAX_DEPTH = 2;
    private static final int MAX_INFLATED = 8 << 20;

    private final List<String> found = new ArrayList<>();

    private PictureCarver() {}

    /** Where pictures begin that can be decoded, the photo itself among them. */
    public static List<String> pictures(byte[] file) {
        PictureCarver carver = new PictureCarver();
        carver.carve(file, "", 0);
        return carver.found;
    }

    private void carve(byte[] data, String where, int depth) {
        for (int at = 0; at + 16 < data.length; at++) {
            if (mayBegin(data, at) && decodes(Arrays.copyOfRange(data, at, data.length))) {
                found.add(where + "byte " + at);
            } else if (mayBeginHeadless(data, at)) {
                byte[] whole = Arrays.copyOfRange(data, at, data.length);
                whole[0] = (byte) 0xff;
                if (decodes(whole)) {
                    found.add(where + "byte " + at + " but for the first");
                }
            }
            if (depth < MAX_DEPTH) {
                carveCompressed(data, at, where, depth);
            }
        }
        String text = new String(data, StandardCharsets.ISO_8859_1);
        UNDECODED.matcher(text).results().forEach(sign -> found.add(where + "byte " + sign.start()));
        if (depth < MAX_DEPTH) {
            carveTexts(FILLING.matcher(text).replaceAll(""), where, depth);
        }
    }

    private void carveCompressed(byte[] data, int at, String where, int depth) {
        boolean zlib = data[at] == 0x78 && ((data[at] & 0xff) << 8 | data[at + 1] & 0xff) % 31 == 0;
        boolean gzip = data[at] == 0x1f && data[at + 1] == (byte) 0x8b && data[at + 2] == 8;
        if (zlib || gzip) {
            byte[] plain = inflated(new ByteArrayInputStream(data, at, data.length - at), gzip);
            if (plain.length > 64) {
                carve(plain, where + "compressed at " + at + " ", depth + 1);
            }
        }
    }

    /** As much as can be had. */
    private static byte[] inflated(InputStream stored, boolean gzip) {
        byte[] plain = new byte[1 << 12];
        int length = 0;
        try (InputStream in = gzip ? new GZIPInputStream(stored) : new InflaterInputStream(stored)) {
            int more;
            while (length < MAX_INFLATED && (more = in.read(plain, length, plain.length - length)) >= 0) {
                length += more;
                if (length == plain.length) {
                    plain = Arrays.copyOf(plain, 2 * length);
                }
            }
        } catch (IOException e) {
            // What came before the damage counts.
        }
        return Arrays.copyOf(plain, length);
    }

    private void carveTexts(String dense, String where, int depth) {
        Matcher runs = BASE64.matcher(dense);
        while (runs.find()) {
            for (int shift = 0; shift < 4; shift++) {
                String run = runs.group().substring(shift).replace('-', '+').replace('_', '/');
                byte[] decoded = Base64.getDecoder().decode(run + "A".repeat(-run.length() & 3));
                carve(decoded, where + "base64 at " + runs.start() + " ", depth + 1);
            }
        }
        Matcher digits = HEXADECIMAL.matcher(dense);
        while (digits.find()) {
            for (int shift = 0; shift < 2; shift++) {
                byte[] decoded = new byte[(digits.group().length() - shift) / 2];
                for (int i = 0; i < decoded.length; i++) {
                    int from = shift + 2 * i;
                    decoded[i] = (byte) Integer.parseInt(digits.group().substring(from, from + 2), 16);
                }
                carve(decoded, where + "hexadecimal at " + digits.start() + " ", depth + 1);
            }
        }
    }

    private static boolean mayBegin(byte[] data, int at) {
        return switch (data[at]) {
            case (byte) 0xff -> data[at + 1] == (byte) 0xd8 && data[at + 2] == (byte) 0xff;
            case (byte) 0x89 -> starts(data, at, "\u0089PNG");
            case 'G' -> starts(data, at, "GIF8");
            case 'R' -> starts(data, at, "RIFF");
            case 'I' -> starts(data, at, "II*\0");
            case 'M' -> starts(data, at, "MM\0*");
            case 'B' -> starts(data, at, "BM") && data[at + 6] == 0 && data[at + 7] == 0 && data[at + 8] == 0;
            default -> false;
        };
    }

    /** Some makers replace the first byte of a preview. */
    private static boolean mayBeginHeadless(byte[] data, int at) {
        return data[at] != (byte) 0xff
                && (starts(data, at + 1, "\u00d8\u00ff\u00db") || starts(data, at + 1, "\u00d8\u00ff\u00e0"));
    }

    private static boolean starts(byte[] data, int at, String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if (at + i >= data.length || data[at + i] != (byte) latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean decodes(byte[] file) {
        try {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(file));
            return picture != null && picture.getWidth() * picture.getHeight() > 64;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
