package io.facecloak.internal.image;

import io.facecloak.image.NoPhotoException;
import io.facecloak.image.PhotoDecoder;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoLimits;
import io.facecloak.internal.storage.ReadableFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * Reads photos. The format is told by the content, never by the file's name; truncated and corrupt files are refused rather than
 * half-decoded. Immutable and thread-safe.
 */
public final class PhotoReader {

    private final PhotoLimits limits;

    /** With {@link PhotoLimits#DEFAULT}. */
    public PhotoReader() {
        this(PhotoLimits.DEFAULT);
    }

    public PhotoReader(PhotoLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /**
     * Reads a file.
     *
     * @throws NoPhotoException if it is empty or no photo
     * @throws PhotoFormatException if it is truncated, corrupt, of an unsupported kind, or above the limits
     * @throws PhotoMemoryException if it needs more memory than there is
     * @throws IOException if it cannot be read
     */
    public Photo read(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            throw new PhotoFormatException(source + " is a folder; name a photo in it");
        }
        ReadableFile.require(source);
        long size = Files.size(source);
        if (size > limits.maxBytes()) {
            throw tooManyBytes(source.toString(), size + " bytes");
        }
        try (InputStream in = Files.newInputStream(source)) {
            return read(in, source.toString());
        }
    }

    /**
     * Reads the rest of a stream, which stays open.
     *
     * @param name for messages
     * @throws PhotoFormatException as for {@link #read(Path)}
     * @throws IOException if the stream fails
     */
    public Photo read(InputStream source, String name) throws IOException {
        Objects.requireNonNull(name, "name");
        try {
            return readWhole(source, name);
        } catch (OutOfMemoryError e) {
            throw new PhotoMemoryException(name, e);
        }
    }

    private Photo readWhole(InputStream source, String name) throws IOException {
        byte[] bytes = source.readNBytes((int) limits.maxBytes() + 1);
        if (bytes.length > limits.maxBytes()) {
            throw tooManyBytes(name, "more than " + limits.maxBytes() + " bytes");
        }
        EncodedPhoto encoded = sound(name, () -> parse(bytes, name));
        long pixels = (long) encoded.width() * encoded.height();
        if (pixels > limits.maxPixels()) {
            throw new PhotoFormatException(String.format(
                    Locale.ROOT,
                    "%s has %d x %d = %d pixels, but PhotoLimits.maxPixels is %d; shrink the photo or raise the limit",
                    name,
                    encoded.width(),
                    encoded.height(),
                    pixels,
                    limits.maxPixels()));
        }
        BufferedImage stored = sound(name, encoded::decode);
        return new Photo(encoded, encoded.metadata().orientation().toUpright(stored));
    }

    private EncodedPhoto parse(byte[] bytes, String name) throws IOException {
        if (bytes.length == 0) {
            throw new NoPhotoException(name + " is empty (0 bytes); copy the photo again from its source", false);
        }
        PhotoFormat format =
                PhotoFormat.of(bytes).orElseThrow(() -> UnreadableFile.of(bytes).exception(name));
        return switch (format) {
            case JPEG -> JpegPhoto.parse(bytes, name);
            case PNG -> PngPhoto.parse(bytes, name);
            case GIF -> GifPhoto.parse(bytes, name);
            case BMP -> BmpPhoto.parse(bytes, name);
            case TIFF -> TiffPhoto.parse(bytes, name);
            case WEBP -> WebpPhoto.parse(bytes, name);
            case HEIC, AVIF, OTHER -> AddedPhoto.parse(bytes, format, name, limits);
        };
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    /** Decoders answer hostile bytes, and too little memory, with exceptions of many kinds. */
    private static <T> T sound(String name, Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (IOException | RuntimeException e) {
            if (PhotoMemoryException.isCauseOf(e)) {
                throw new PhotoMemoryException(name, e);
            }
            if (e instanceof PhotoFormatException named) {
                throw named;
            }
            throw PhotoFormatException.corrupt(name, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Whether the file that begins with these bytes may show something to a viewer of pictures, readable here or not: photos of all formats, other pictures (raw, JPEG XL,
     * Photoshop, SVG, ...), and what is of an unknown kind. Not: text, documents, archives, sound and videos.
     *
     * @param head at least {@link PhotoDecoder#HEAD} bytes, or the whole file
     */
    public static boolean mayBePicture(byte[] head) {
        return head.length > 0
                && (PhotoFormat.of(head).isPresent() || UnreadableFile.of(head).mayBePicture());
    }

    private PhotoFormatException tooManyBytes(String name, String size) {
        return new PhotoFormatException(name + " has " + size + ", but PhotoLimits.maxBytes is " + limits.maxBytes()
                + "; shrink the photo or raise the limit");
    }
}
