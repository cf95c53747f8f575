package io.facecloak.internal.synthesis;

import io.facecloak.synthesis.Pixels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What JPEG does to a picture: it is encoded and decoded in memory. Stateless and thread-safe. */
public final class JpegRoundTrip {

    private JpegRoundTrip() {}

    /**
     * The picture after compression.
     *
     * @param picture any type; its alpha is dropped
     * @param quality in [0, 1], as ImageIO counts it (0.75 is the customary 75)
     * @return a new RGB picture of the same size
     * @throws IllegalArgumentException if the quality is out of range
     */
    public static BufferedImage of(BufferedImage picture, float quality) {
        if (!(quality >= 0 && quality <= 1)) {
            throw new IllegalArgumentException("quality must be in [0, 1], but is " + quality);
        }
        int width = picture.getWidth();
        int height = picture.getHeight();
        BufferedImage opaque = Pixels.of(width, height, picture.getRGB(0, 0, width, height, null, 0, width));
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // In memory in every case: by default ImageIO would leave the unprotected face in a temporary file.
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(opaque, null, null), parameters);
            out.flush();
            BufferedImage decoded =
                    ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            return Pixels.of(width, height, decoded.getRGB(0, 0, width, height, null, 0, width));
        } catch (IOException e) {
            throw new UncheckedIOException("JPEG compression in memory failed", e);
        } finally {
            writer.dispose();
        }
    }
}
