package io.facecloak.evaluation.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pieces of HTML that hold everything they need. */
final class Html {

    private Html() {}

    static String escape(String text) {
        return PlainText.lines(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String image(BufferedImage picture, String alternative, String attributes) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        // A stream of ImageIO's choice would keep the picture in a temporary file.
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(png)) {
            ImageIO.write(picture, "png", stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image("image/png", png.toByteArray(), alternative, attributes);
    }

    /** As an image, so that the names inside one chart cannot clash with those of another. */
    static String chart(String svg, String alternative) {
        return "<p class=\"chart\">" + image("image/svg+xml", svg.getBytes(StandardCharsets.UTF_8), alternative, "")
                + "</p>\n";
    }

    private static String image(String type, byte[] bytes, String alternative, String attributes) {
        return "<img " + attributes + " alt=\"" + escape(alternative) + "\" src=\"data:" + type + ";base64,"
                + Base64.getEncoder().encodeToString(bytes) + "\">";
    }
}
