package io.facecloak.optimize;

import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** Decodes a gallery's photos, upright and as models must see them. Thread-safe. */
@FunctionalInterface
interface PhotoLoader {

    /** Reads every format of {@link PhotoReader}. */
    PhotoLoader PHOTO_READER = file -> SrgbView.of(new PhotoReader().read(file).upright());

    /**
     * @throws IOException if the file is no readable photo
     */
    BufferedImage load(Path file) throws IOException;
}
