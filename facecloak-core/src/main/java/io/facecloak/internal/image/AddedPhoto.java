package io.facecloak.internal.image;

import io.facecloak.image.MetadataBlocks;
import io.facecloak.image.PhotoDecoder;
import io.facecloak.image.PhotoDescription;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoLimits;
import io.facecloak.image.PhotoNote;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A file that a {@link PhotoDecoder} of the class path reads. Written as JPEG, or as PNG if it has transparent parts. */
final class AddedPhoto extends ReencodedPhoto {

    private final PhotoDecoder decoder;
    private final PhotoLimits limits;
    private final PhotoDescription description;

    private AddedPhoto(
            String name,
            PhotoFormat format,
            byte[] bytes,
            PhotoDecoder decoder,
            PhotoLimits limits,
            PhotoDescription description) {
        super(name, format, bytes, metadata(description));
        this.decoder = decoder;
        this.limits = limits;
        this.description = description;
    }

    private static PhotoMetadata metadata(PhotoDescription description) {
        MetadataBlocks blocks = description.blocks();
        return new PhotoMetadata(
                blocks.exif(), blocks.xmp(), blocks.icc(), Optional.empty(), description.orientation());
    }

    /** @throws PhotoFormatException also if no decoder on the class path reads the format */
    static AddedPhoto parse(byte[] bytes, PhotoFormat format, String name, PhotoLimits limits) throws IOException {
        byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, PhotoDecoder.HEAD));
        PhotoDecoder decoder = Codecs.decoder(format, head)
                .orElseThrow(() -> new PhotoFormatException(name + " is an " + format
                        + " photo, which is read with the module facecloak-heif; put io.facecloak:facecloak-heif on the"
                        + " class path, or convert the photo to JPEG or PNG"));
        try {
            return new AddedPhoto(name, format, bytes, decoder, limits, decoder.describe(bytes, name, limits));
        } catch (RuntimeException e) {
            throw PhotoFormatException.corrupt(name, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public int width() {
        return description.width();
    }

    @Override
    public int height() {
        return description.height();
    }

    @Override
    public BufferedImage decode() throws IOException {
        BufferedImage picture = decoder.decode(bytes(), name(), limits);
        if (picture.getWidth() != width() || picture.getHeight() != height()) {
            throw PhotoFormatException.corrupt(
                    name(),
                    "a picture of " + picture.getWidth() + "x" + picture.getHeight() + " pixels instead of " + width()
                            + "x" + height(),
                    null);
        }
        return ColorTag.tagged(picture, metadata().icc());
    }

    @Override
    public Set<PhotoNote> companions() {
        return description.companions();
    }

    @Override
    public PhotoFormat writtenAs(BufferedImage stored) {
        return stored.getColorModel().hasAlpha() ? PhotoFormat.PNG : PhotoFormat.JPEG;
    }
}
