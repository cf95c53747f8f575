package io.facecloak.image;

import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * Reads photos of a format that the core has no decoder for, such as HEIC; found on the class path by {@link java.util.ServiceLoader}.
 * Registering one is how an application lets this library read another format: ImageIO plug-ins of others are not asked, since they would be
 * given strangers' files unseen.
 *
 * <ul>
 *   <li>Of several pictures in a file, the one that a viewer shows first counts; none of the others may reach a written file.
 *   <li>Files are hostile until parsed. Nothing may be allocated by what a file says before the limits were compared.
 *   <li>JPEG, PNG, GIF, BMP, TIFF and WebP stay the core's: a decoder is not asked about them.
 *   <li>What is heavy, such as a native library, is loaded by {@link #describe} and {@link #decode}, never by {@link #accepts}.
 * </ul>
 *
 * <p>Implementations are thread-safe and have a public constructor without parameters.
 */
public interface PhotoDecoder {

    /** The number of bytes from which a format is told. */
    int HEAD = 4096;

    /**
     * Whether this decoder reads a file.
     *
     * @param format as its brands tell, {@link PhotoFormat#HEIC} or {@link PhotoFormat#AVIF}; else {@link PhotoFormat#OTHER}
     * @param head its first bytes, {@link #HEAD} of them if it is long enough
     */
    boolean accepts(PhotoFormat format, byte[] head);

    /**
     * What the file holds, without its pixels.
     *
     * @param file a complete file, which must not be changed
     * @param name for messages
     * @throws PhotoFormatException if it is truncated, corrupt, of an unsupported kind, above the limits, or if something that the decoder
     *     needs is not installed; the message names the file and the remedy
     */
    PhotoDescription describe(byte[] file, String name, PhotoLimits limits) throws IOException;

    /**
     * The pixels, in gray or RGB, with or without alpha, of 8 or 16 bits; their numbers are those of the profile that {@link #describe}
     * tells, or sRGB.
     *
     * @throws PhotoFormatException as for {@link #describe}
     */
    BufferedImage decode(byte[] file, String name, PhotoLimits limits) throws IOException;
}
