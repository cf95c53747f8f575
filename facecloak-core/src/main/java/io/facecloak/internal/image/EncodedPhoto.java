package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoNote;
import io.facecloak.internal.jpeg.SampleChanges;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** A photo file in memory, its structure checked to the end. Immutable and thread-safe. */
interface EncodedPhoto {

    String name();

    PhotoFormat format();

    int width();

    int height();

    PhotoMetadata metadata();

    /** The pixels as they are stored, their colour numbers untouched and their colour space tagged where it is not sRGB. */
    BufferedImage decode() throws IOException;

    /** The format in which {@link #encode} and {@link #copy} store such a picture: {@link #format()}, JPEG or PNG. */
    PhotoFormat writtenAs(BufferedImage stored);

    /**
     * A file with these pixels, at this file's quality.
     *
     * @param stored pixels in the stored orientation
     * @param metadata what the new file carries
     */
    byte[] encode(BufferedImage stored, PhotoMetadata metadata, MetadataRules rules) throws IOException;

    /**
     * This file with some pixels changed and all that it tells of the others as it is; empty where its encoding does not allow that.
     *
     * @param changes of the pixels in the stored orientation
     */
    default Optional<byte[]> patch(SampleChanges changes, PhotoMetadata metadata, MetadataRules rules) {
        return Optional.empty();
    }

    /** What else the file shows that no written file does: pictures, videos. */
    default Set<PhotoNote> companions() {
        return Set.of();
    }

    /** This file with other metadata and the same pixels. */
    byte[] copy(PhotoMetadata metadata, MetadataRules rules) throws IOException;
}
