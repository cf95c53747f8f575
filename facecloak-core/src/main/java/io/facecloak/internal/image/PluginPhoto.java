package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file whose pixels an ImageIO plug-in decodes; of several pictures in it, the first counts. */
abstract class PluginPhoto extends ReencodedPhoto {

    private static final Logger LOG = LoggerFactory.getLogger(PluginPhoto.class);

    private final int width;
    private final int height;

    /** @param bytes a complete file, whose metadata cannot hurt a decoder */
    PluginPhoto(String name, PhotoFormat format, byte[] bytes, PhotoMetadata metadata) throws IOException {
        super(name, format, bytes, metadata);
        int[] size = new int[2];
        withReader(reader -> {
            size[0] = reader.getWidth(0);
            size[1] = reader.getHeight(0);
            return null;
        });
        this.width = size[0];
        this.height = size[1];
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public BufferedImage decode() throws IOException {
        BufferedImage picture = withReader(reader -> {
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            if (reader.getNumImages(true) > 1) {
                LOG.debug("{} holds {} pictures; took the first", name(), reader.getNumImages(true));
            }
            BufferedImage first = reader.read(0);
            for (String warning : warnings) {
                LOG.debug("{}: {}", name(), warning);
            }
            return Inks.toRgb(first);
        });
        requireSamples(picture);
        return ColorTag.tagged(picture, metadata().icc());
    }

    private void requireSamples(BufferedImage picture) throws PhotoFormatException {
        ColorModel model = picture.getColorModel();
        if (model instanceof IndexColorModel) {
            return;
        }
        int type = model.getTransferType();
        int colours = model.getNumColorComponents();
        boolean whole = type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT || type == DataBuffer.TYPE_INT;
        if (!whole || model.getComponentSize(0) > 16 || colours != 1 && colours != 3) {
            throw new PhotoFormatException(name() + " has " + colours + " colour components of "
                    + model.getComponentSize(0) + " bits; convert it to gray or RGB with at most 16 bits");
        }
    }

    /** PNG, unless a format is written in another way. */
    @Override
    public PhotoFormat writtenAs(BufferedImage stored) {
        return PhotoFormat.PNG;
    }

    /** Runs a decoder, whose many kinds of exception on hostile bytes all mean the same. */
    private <T> T withReader(Task<T> task) throws IOException {
        ImageReader reader = Decoders.of(format(), name());
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes()))) {
            reader.setInput(in, false, true);
            return task.run(reader);
        } catch (IOException | RuntimeException e) {
            throw PhotoFormatException.corrupt(name(), String.valueOf(e.getMessage()), e);
        } finally {
            reader.dispose();
        }
    }

    private interface Task<T> {
        T run(ImageReader reader) throws IOException;
    }
}
