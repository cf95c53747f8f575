package io.facecloak.optimize;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Reads one photo of a gallery, upright. */
@FunctionalInterface
public interface PhotoLoader {

    /** Reads with {@link ImageIO}; takes no notice of an EXIF orientation. */
    PhotoLoader IMAGE_IO = file -> {
        try {
            BufferedImage photo = ImageIO.read(file.toFile());
            if (photo == null) {
                throw new IOException(file + " is not a picture of a known format");
            }
            return photo;
        } catch (RuntimeException e) {
            // The decoders answer some damaged files with exceptions of their own making.
            throw new IOException(file + " cannot be decoded", e);
        }
    };

    /**
     * @throws IOException if the file is no readable photo
     */
    BufferedImage load(Path file) throws IOException;
}
