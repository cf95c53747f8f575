package io.facecloak.internal.image;

import io.facecloak.image.MetadataBlocks;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoDecoder;
import io.facecloak.image.PhotoDescription;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoLimits;
import io.facecloak.image.PhotoNote;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** An application's own format: a word, two sides of one byte each, an orientation, and gray samples. */
public final class ToyDecoder implements PhotoDecoder {

    static final String MAGIC = "TOYPHOTO";

    @Override
    public boolean accepts(PhotoFormat format, byte[] head) {
        return format == PhotoFormat.OTHER && Signature.startsWith(head, 0, MAGIC);
    }

    @Override
    public PhotoDescription describe(byte[] file, String name, PhotoLimits limits) throws IOException {
        return new PhotoDescription(
                file[8],
                file[9],
                Orientation.ofExif(file[10]),
                new MetadataBlocks(Optional.of(Metadata.exif(3)), Optional.empty(), Optional.empty()),
                Set.of(PhotoNote.FURTHER_PICTURES_LOST));
    }

    @Override
    public BufferedImage decode(byte[] file, String name, PhotoLimits limits) {
        BufferedImage picture = new BufferedImage(file[8], file[9], BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < file[8] * file[9]; i++) {
            picture.setRGB(i % file[8], i / file[8], (file[11 + i] & 0xff) * 0x010101);
        }
        return picture;
    }
}
