package io.facecloak.image;

import io.facecloak.storage.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Writes photos as they came: JPEG with the source's quantisation tables and chroma subsampling, PNG, TIFF and BMP without loss, GIF
 * and WebP as PNG ({@link #formatOf}), with the metadata that the policy keeps. A JPEG or PNG photo with unchanged pixels is copied, not
 * encoded again. Immutable and thread-safe.
 */
public final class PhotoWriter {

    private final MetadataPolicy policy;
    private final boolean mark;

    /** With {@link MetadataPolicy#KEEP_WITHOUT_LOCATION}. */
    public PhotoWriter() {
        this(MetadataPolicy.KEEP_WITHOUT_LOCATION);
    }

    public PhotoWriter(MetadataPolicy policy) {
        this(policy, false);
    }

    /**
     * @param mark whether photos whose pixels changed get a note in their XMP that they are cloaked, under every policy; BMP files have no
     *     place for it
     */
    public PhotoWriter(MetadataPolicy policy, boolean mark) {
        this.policy = Objects.requireNonNull(policy, "policy");
        this.mark = mark;
    }

    /**
     * Writes a file whole or not at all: into a temporary file beside it, which is then moved into place.
     *
     * @param target may be the photo's own file, which counts as overwriting
     * @throws java.nio.file.FileAlreadyExistsException if the target exists and {@code overwrite} is false
     * @throws IOException if encoding or writing fails; an existing target is then unchanged
     */
    public void write(Photo photo, Path target, boolean overwrite) throws IOException {
        AtomicFile.requireWritable(target, overwrite);
        AtomicFile.write(target, encode(photo), overwrite);
    }

    /** The format that {@link #write} will use: the photo's own where that can be written, else PNG. */
    public PhotoFormat formatOf(Photo photo) {
        return photo.encoded().writtenAs(photo.upright());
    }

    /** The bytes of the file that {@link #write} writes. */
    public byte[] encode(Photo photo) throws IOException {
        EncodedPhoto source = photo.encoded();
        PhotoMetadata filtered = source.metadata().filtered(policy);
        PhotoMetadata metadata = mark && photo.changed() ? filtered.marked() : filtered;
        boolean sameOrientation = metadata.orientation() == photo.orientation();
        if (!photo.changed() && sameOrientation) {
            return source.copy(metadata, policy);
        }
        BufferedImage stored = metadata.orientation().toStored(photo.upright());
        return source.encode(stored, metadata, policy);
    }
}
