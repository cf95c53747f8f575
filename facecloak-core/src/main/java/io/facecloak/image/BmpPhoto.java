package io.facecloak.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** A BMP file: no metadata, no compression worth keeping. */
final class BmpPhoto extends PluginPhoto {

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
    public byte[] encode(BufferedImage stored, PhotoMetadata kept, MetadataPolicy policy) throws IOException {
        if (writtenAs(stored) == PhotoFormat.PNG) {
            return PngPhoto.encoded(stored, kept);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(ColorTag.untagged(stored), "bmp", out)) {
            throw new IOException("no BMP encoder takes pictures of type " + stored);
        }
        return out.toByteArray();
    }

    @Override
    public byte[] copy(PhotoMetadata kept, MetadataPolicy policy) {
        return bytes().clone();
    }
}
