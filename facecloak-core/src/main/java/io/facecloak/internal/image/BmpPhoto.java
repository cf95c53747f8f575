package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DirectColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A BMP file: no metadata, no compression worth keeping. */
final class BmpPhoto extends PluginPhoto {

    private static final int FILE_HEADER = 14;
    private static final int PLAIN_HEADER = 40;
    private static final int BIT_FIELDS = 3;
    private static final int MASKS = 12;

    private BmpPhoto(String name, byte[] bytes) throws IOException {
        super(name, PhotoFormat.BMP, bytes, PhotoMetadata.NONE);
    }

    static BmpPhoto parse(byte[] bytes, String name) throws IOException {
        if (bytes.length < 26) {
            throw PhotoFormatException.truncated(name);
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = header.getInt(2);
        int pixels = header.getInt(10);
        // Some programs leave the size 0.
        if (size > bytes.length || pixels < 0 || pixels >= bytes.length) {
            throw PhotoFormatException.truncated(name);
        }
        return new BmpPhoto(name, size > pixels ? Arrays.copyOf(bytes, size) : bytes);
    }

    /** BMP holds opaque 8-bit samples; what has more goes into PNG. */
    @Override
    public PhotoFormat writtenAs(BufferedImage stored) {
        return stored.getColorModel().hasAlpha() || stored.getColorModel().getComponentSize(0) > 8
                ? PhotoFormat.PNG
                : PhotoFormat.BMP;
    }

    @Override
    public byte[] encode(BufferedImage stored, PhotoMetadata kept, MetadataRules rules) throws IOException {
        if (writtenAs(stored) == PhotoFormat.PNG) {
            return PngPhoto.encoded(stored, kept);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // A stream of ImageIO's choice would leave the pixels in a temporary file, should the process be killed.
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            if (!ImageIO.write(encodable(ColorTag.untagged(stored)), "bmp", stream)) {
                throw new IOException("no BMP encoder takes pictures of type " + stored);
            }
        }
        return out.toByteArray();
    }

    /** Java's encoder takes packed samples of the usual layouts only. */
    private static BufferedImage encodable(BufferedImage picture) {
        if (picture.getType() != BufferedImage.TYPE_CUSTOM || !(picture.getColorModel() instanceof DirectColorModel)) {
            return picture;
        }
        BufferedImage plain = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = plain.createGraphics();
        graphics.drawImage(picture, 0, 0, null);
        graphics.dispose();
        return plain;
    }

    @Override
    public byte[] copy(PhotoMetadata kept, MetadataRules rules) throws IOException {
        return isTight() ? bytes().clone() : encode(decode(), kept, rules);
    }

    /** Whether the file holds nothing but a header of the usual length, a palette, and as many bytes of pixels as they need. */
    private boolean isTight() {
        ByteBuffer header = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int pixels = header.getInt(10);
        int length = header.getInt(14);
        if (length != PLAIN_HEADER || pixels < FILE_HEADER + PLAIN_HEADER) {
            return false;
        }
        int compression = header.getInt(30);
        int bits = header.getShort(28);
        int colours = header.getInt(46);
        int palette = bits > 8 ? 0 : colours == 0 ? 1 << bits : colours;
        long row = ((long) width() * bits + 31) / 32 * Integer.BYTES;
        int masks = compression == BIT_FIELDS ? MASKS : 0;
        return (compression == 0 || compression == BIT_FIELDS)
                && pixels == FILE_HEADER + PLAIN_HEADER + masks + Integer.BYTES * palette
                && header.getInt(2) == bytes().length
                && bytes().length <= pixels + row * height() + Integer.BYTES;
    }
}
