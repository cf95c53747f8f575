package io.facecloak.image;

import io.facecloak.internal.image.Codecs;
import io.facecloak.internal.image.IsoMedia;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.internal.image.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A file format of photos, told by its content. */
public enum PhotoFormat {
    JPEG("jpg"),
    PNG("png"),
    /** Read as its first frame, written as PNG. */
    GIF("gif"),
    BMP("bmp"),
    /** Read as its first page. */
    TIFF("tif"),
    /** Written as JPEG if it is lossy and has no transparency, else as PNG. */
    WEBP("webp"),
    /**
     * A HEIF file of pictures coded in HEVC, or in another way than {@link #AVIF}'s. Read with a {@link PhotoDecoder} such as that of
     * facecloak-heif, written as JPEG unless {@link PhotoWriter#in} says otherwise.
     */
    HEIC("heic"),
    /** A HEIF file of pictures coded in AV1; read and written as {@link #HEIC} is. */
    AVIF("avif"),
    /** A format that a {@link PhotoDecoder} on the class path accepts and none of the others is; written as JPEG. */
    OTHER("");

    private final String extension;

    PhotoFormat(String extension) {
        this.extension = extension;
    }

    /** The usual file name extension, without a dot; empty for {@link #OTHER}. */
    public String extension() {
        return extension;
    }

    /**
     * The format of a file, told by its first bytes; empty if it is none of these. The rest of the file may still be damaged, and the
     * decoder of a format may be missing.
     *
     * @throws IOException if it cannot be read
     */
    public static Optional<PhotoFormat> of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(PhotoDecoder.HEAD));
        }
    }

    /** The format of the file that begins with these bytes. */
    public static Optional<PhotoFormat> of(byte[] bytes) {
        if (Signature.startsWith(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (Signature.startsWith(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (Signature.startsWith(bytes, 0, "GIF87a") || Signature.startsWith(bytes, 0, "GIF89a")) {
            return Optional.of(GIF);
        }
        if (Signature.startsWith(bytes, 0, "BM") && Signature.startsWith(bytes, 6, "\0\0\0\0")) {
            return Optional.of(BMP);
        }
        if (Signature.startsWith(bytes, 0, "II*\0")
                || Signature.startsWith(bytes, 0, "MM\0*")
                || Signature.startsWith(bytes, 0, "II+\0")
                || Signature.startsWith(bytes, 0, "MM\0+")) {
            return Optional.of(TIFF);
        }
        if (Signature.startsWith(bytes, 0, "RIFF") && Signature.startsWith(bytes, 8, "WEBP")) {
            return Optional.of(WEBP);
        }
        byte[] head = bytes.length > PhotoDecoder.HEAD ? Arrays.copyOf(bytes, PhotoDecoder.HEAD) : bytes;
        return IsoMedia.of(head).flatMap(IsoMedia::format).or(() -> Codecs.decoder(OTHER, head)
                .map(decoder -> OTHER));
    }
}
