package io.facecloak.internal.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Synthetic pictures. */
public final class TestPictures {

    private static final String NATIVE_JPEG = "javax_imageio_jpeg_image_1.0";

    private TestPictures() {}

    /** Smooth colours with some texture, without symmetry. */
    public static BufferedImage smooth(int width, int height, int type) {
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = 40 + 160 * x / width;
                int green = 60 + 120 * y / height;
                int blue = (int) (128 + 60 * Math.sin(x * 0.11 + y * 0.07));
                picture.setRGB(x, y, 0xff000000 | red << 16 | green << 8 | blue);
            }
        }
        return picture;
    }

    /** Random samples in every band, alpha included. */
    public static BufferedImage random(int width, int height, int type, long seed) {
        BufferedImage picture = new BufferedImage(width, height, type);
        fill(picture, seed);
        return picture;
    }

    public static void fill(BufferedImage picture, long seed) {
        Random random = new Random(seed);
        Raster raster = picture.getRaster();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                for (int band = 0; band < raster.getNumBands(); band++) {
                    int bits = raster.getSampleModel().getSampleSize(band);
                    picture.getRaster().setSample(x, y, band, random.nextInt(1 << bits));
                }
            }
        }
    }

    public static byte[] encoded(BufferedImage picture, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(picture, format, out)) {
            throw new IOException("no encoder for " + format);
        }
        return out.toByteArray();
    }

    public static byte[] jpeg(BufferedImage picture, float quality, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /**
     * A JPEG file as the platform's encoder makes it.
     *
     * @param horizontal sampling factor of luma; chroma has 1, gray pictures have no other
     * @param vertical as {@code horizontal}
     * @param restartInterval MCUs between restart markers; 0 without
     */
    public static byte[] jpeg(
            BufferedImage picture,
            float quality,
            boolean progressive,
            int horizontal,
            int vertical,
            int restartInterval)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        IIOMetadata metadata =
                writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(picture), parameters);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(NATIVE_JPEG);
        IIOMetadataNode luma =
                (IIOMetadataNode) root.getElementsByTagName("componentSpec").item(0);
        luma.setAttribute("HsamplingFactor", Integer.toString(horizontal));
        luma.setAttribute("VsamplingFactor", Integer.toString(vertical));
        if (restartInterval > 0) {
            IIOMetadataNode restart = new IIOMetadataNode("dri");
            restart.setAttribute("interval", Integer.toString(restartInterval));
            root.getLastChild().insertBefore(restart, root.getLastChild().getFirstChild());
        }
        metadata.setFromTree(NATIVE_JPEG, root);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, metadata), parameters);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** All samples, row by row. */
    public static int[] samples(BufferedImage picture) {
        Raster raster = picture.getRaster();
        return raster.getPixels(
                raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), (int[]) null);
    }
}
