package io.facecloak.heif;

import io.facecloak.image.PhotoDecoder;
import io.facecloak.image.PhotoDescription;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoLimits;
import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * Reads HEIC and AVIF photos with the system's libheif, 1.15 or later, which is loaded when the first one comes. The main picture alone is
 * read: thumbnails, depth and gain maps, bursts and other pictures never reach a written file. {@code -Dfacecloak.heif.library=FILE} names
 * the library where it lies in an unusual place. Thread-safe.
 */
public final class HeifDecoder implements PhotoDecoder {

    @Override
    public boolean accepts(PhotoFormat format, byte[] head) {
        return format == PhotoFormat.HEIC || format == PhotoFormat.AVIF;
    }

    @Override
    public PhotoDescription describe(byte[] file, String name, PhotoLimits limits) throws IOException {
        try (HeifFile opened = HeifFile.open(file, name, limits)) {
            return opened.describe();
        }
    }

    @Override
    public BufferedImage decode(byte[] file, String name, PhotoLimits limits) throws IOException {
        try (HeifFile opened = HeifFile.open(file, name, limits)) {
            return opened.decode();
        }
    }
}
