package io.facecloak.image;

import io.facecloak.internal.image.PhotoWriter;
import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * Writes photos in a format that the core has no encoder for, such as HEIC; found on the class path by {@link java.util.ServiceLoader}.
 * Used only where such a format is asked for, by {@link PhotoWriter#in}.
 *
 * <p>Implementations are thread-safe and have a public constructor without parameters.
 */
public interface PhotoEncoder {

    /** Whether this encoder is for the format; whether it has all that it needs shows when it encodes. */
    boolean writes(PhotoFormat format);

    /**
     * A complete file that shows one picture.
     *
     * @param picture upright, gray or RGB, with or without alpha, of 8 or 16 bits; not to be changed
     * @param blocks what the file carries; EXIF in it tells no other orientation than upright
     * @throws IOException if something that the encoder needs is not installed, or the picture cannot be stored; the message names the
     *     remedy
     */
    byte[] encode(BufferedImage picture, PhotoFormat format, MetadataBlocks blocks) throws IOException;
}
