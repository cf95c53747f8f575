package io.facecloak.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * Finds every picture in a file that somebody who looks for one could decode, wherever it lies: it tries ImageIO at every byte at which a
 * picture could begin, in the file as it is and in each text that decodes as base64 or hexadecimal digits. Knows nothing of containers, and
 * shares no code with what it checks.
 */
final class PictureCarver {

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{100,}");
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9A-Fa-f]{200,}");

    private PictureCarver() {}

    /** Where pictures begin that can be decoded, the photo itself among them. */
    static List<String> pictures(byte[] file) {
        List<String> found = new ArrayList<>();
        carve(file, "byte ", found);
        String text = new String(file, StandardCharsets.ISO_8859_1).replaceAll("[\\s\0]", "");
        Matcher runs = BASE64.matcher(text);
        while (runs.find()) {
            for (int shift = 0; shift < 4; shift++) {
                String run = runs.group().substring(shift);
                byte[] decoded = Base64.getDecoder().decode(run.substring(0, run.length() / 4 * 4));
                carve(decoded, "base64 at " + runs.start() + " byte ", found);
            }
        }
        Matcher digits = HEXADECIMAL.matcher(text);
        while (digits.find()) {
            byte[] decoded = new byte[digits.group().length() / 2];
            for (int i = 0; i < decoded.length; i++) {
                decoded[i] = (byte) Integer.parseInt(digits.group().substring(2 * i, 2 * i + 2), 16);
            }
            carve(decoded, "hexadecimal at " + digits.start() + " byte ", found);
        }
        return found;
    }

    private static void carve(byte[] data, String where, List<String> found) {
        for (int at = 0; at + 16 < data.length; at++) {
            if (mayBegin(data, at) && decodes(Arrays.copyOfRange(data, at, data.length))) {
                found.add(where + at);
            }
        }
    }

    private static boolean mayBegin(byte[] data, int at) {
        String four = new String(data, at, 4, StandardCharsets.ISO_8859_1);
        return four.startsWith("\u00ff\u00d8\u00ff")
                || four.equals("\u0089PNG")
                || four.equals("GIF8")
                || four.equals("RIFF")
                || four.equals("II*\0")
                || four.equals("MM\0*")
                || four.startsWith("BM") && data[at + 6] == 0 && data[at + 7] == 0 && data[at + 8] == 0;
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
