package io.facecloak.evaluation;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Lossy WebP compression. The JDK cannot write WebP, nor does this library bring an encoder along: it takes the ImageIO plug-in that is on
 * the class path, such as {@code io.github.darkxanter:webp-imageio}, which the benchmarks have.
 *
 * @param quality 1..100
 */
public record Webp(int quality) implements Disturbance {

    private static final String FORMAT = "webp";

    public Webp {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("quality must be in 1..100, but is " + quality);
        }
    }

    /** Whether there is an encoder on the class path. */
    public static boolean isAvailable() {
        return ImageIO.getImageWritersByFormatName(FORMAT).hasNext();
    }

    @Override
    public String name() {
        return "webp " + quality;
    }

    /**
     * @throws IllegalStateException if there is no encoder on the class path
     */
    @Override
    public BufferedImage disturb(BufferedImage picture) {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(FORMAT);
        if (!writers.hasNext()) {
            throw new IllegalStateException("no ImageIO plug-in on the class path writes WebP;"
                    + " add one, such as io.github.darkxanter:webp-imageio");
        }
        ImageWriter writer = writers.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // In memory in every case, as nobody's face belongs into a temporary file.
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(opaque(picture), null, null), parameters(writer));
            out.flush();
            return opaque(ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes.toByteArray()))));
        } catch (IOException e) {
            throw new UncheckedIOException("WebP compression in memory failed", e);
        } finally {
            writer.dispose();
        }
    }

    private ImageWriteParam parameters(ImageWriter writer) {
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        String[] types = parameters.getCompressionTypes();
        if (types != null) {
            Arrays.stream(types)
                    .filter(type -> type.equalsIgnoreCase("lossy"))
                    .findFirst()
                    .ifPresent(parameters::setCompressionType);
        }
        parameters.setCompressionQuality(quality / 100f);
        return parameters;
    }

    private static BufferedImage opaque(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        result.setRGB(0, 0, width, height, picture.getRGB(0, 0, width, height, null, 0, width), 0, width);
        return result;
    }
}
