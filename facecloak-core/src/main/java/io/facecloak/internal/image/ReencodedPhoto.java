package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;

/** A file in memory whose picture is decoded whole and, unless a format knows better, encoded anew even where it did not change. */
abstract class ReencodedPhoto implements EncodedPhoto {

    private final String name;
    private final PhotoFormat format;
    private final byte[] bytes;
    private final PhotoMetadata metadata;

    ReencodedPhoto(String name, PhotoFormat format, byte[] bytes, PhotoMetadata metadata) {
        this.name = name;
        this.format = format;
        this.bytes = bytes;
        this.metadata = metadata;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final PhotoFormat format() {
        return format;
    }

    @Override
    public final PhotoMetadata metadata() {
        return metadata;
    }

    final byte[] bytes() {
        return bytes;
    }

    /** PNG, or JPEG as {@link #writtenAs} says. */
    @Override
    public byte[] encode(BufferedImage stored, PhotoMetadata kept, MetadataRules rules) throws IOException {
        return writtenAs(stored) == PhotoFormat.PNG ? PngPhoto.encoded(stored, kept) : JpegPhoto.encoded(stored, kept);
    }

    @Override
    public byte[] copy(PhotoMetadata kept, MetadataRules rules) throws IOException {
        return encode(decode(), kept, rules);
    }
}
