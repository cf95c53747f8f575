package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.MetadataPolicy;
import io.facecloak.image.Orientation;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoFormatException;
import io.facecloak.image.PhotoLimits;
import io.facecloak.testing.Fuzzing;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged photos and damaged metadata; {@link Fuzzing} says how to run more of them. */
class PhotoFuzzTest {

    /** What a service with a small heap would accept. */
    private final PhotoReader reader = new PhotoReader(new PhotoLimits(1_000_000, 16 << 20));

    /** Most pictures of a million pixels cost time and tell nothing new. */
    private final PhotoReader quick = new PhotoReader(new PhotoLimits(1 << 16, 16 << 20));

    private final PhotoWriter writer = new PhotoWriter(MetadataPolicy.SHARING, true);

    /** What is read can be looked at; every other one is copied and written with other pixels, and both files are read again. */
    @ParameterizedTest
    @EnumSource(
            value = PhotoFormat.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HEIC", "AVIF", "OTHER"})
    void damagedPhotosAreReadOrRefused(PhotoFormat format) throws IOException {
        Fuzzing fuzzing = Fuzzing.of(format.name());
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            // Profiles are damaged on their own; here, each would cost more than all the rest.
            if (variant.format() == format && !variant.name().equals("wide gamut")) {
                fuzzing.seed(variant.name(), variant.file());
            }
        }
        if (format == PhotoFormat.PNG) {
            fuzzing.repairedBy(PhotoFuzzTest::withChecksums);
        }
        fuzzing.run(
                200,
                file -> {
                    int hash = Arrays.hashCode(file);
                    PhotoReader fitting = hash % 16 == 0 ? reader : quick;
                    Photo photo = fitting.read(new ByteArrayInputStream(file), Fuzzing.NAME);
                    photo.isMarked();
                    SrgbView.of(photo.upright());
                    if (hash % 2 == 0) {
                        requireLegible(photo, photo);
                        requireLegible(photo, photo.withPixels(copyOf(photo.upright())));
                    }
                },
                PhotoFormatException.class);
    }

    private void requireLegible(Photo source, Photo written) throws IOException {
        byte[] file = writer.encode(written);
        Photo again;
        try {
            again = new PhotoReader().read(new ByteArrayInputStream(file), "the written file");
        } catch (PhotoFormatException e) {
            throw new IllegalStateException("wrote a file that cannot be read: " + e.getMessage(), e);
        }
        assertEquals(source.upright().getWidth(), again.upright().getWidth());
        assertEquals(source.upright().getHeight(), again.upright().getHeight());
    }

    /** As a cloaked photo: a palette becomes true colour. */
    private static BufferedImage copyOf(BufferedImage picture) {
        if (!(picture.getColorModel() instanceof IndexColorModel model)) {
            return new BufferedImage(
                    picture.getColorModel(), picture.copyData(null), picture.isAlphaPremultiplied(), null);
        }
        BufferedImage copy = new BufferedImage(
                picture.getWidth(),
                picture.getHeight(),
                model.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < copy.getHeight(); y++) {
            for (int x = 0; x < copy.getWidth(); x++) {
                copy.setRGB(x, y, picture.getRGB(x, y));
            }
        }
        return copy;
    }

    private static byte[] withChecksums(byte[] png) {
        ByteBuffer file = ByteBuffer.wrap(png.clone());
        int at = 8;
        while (at + 12 <= png.length) {
            int length = file.getInt(at);
            if (length < 0 || length > png.length - at - 12) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(png, at + 4, length + 4);
            file.putInt(at + 8 + length, (int) crc.getValue());
            at += 12 + length;
        }
        return file.array();
    }

    @Test
    void damagedExifIsCleanedOrDropped() throws IOException {
        Fuzzing.of("EXIF").seed("EXIF", Metadata.exif(6)).seed("TIFF", tiff()).run(1000, exif -> {
            ExifBlock.orientation(exif);
            for (MetadataPolicy policy : MetadataPolicy.values()) {
                ExifBlock.filtered(exif, MetadataRules.of(policy), Orientation.ROTATE_RIGHT)
                        .ifPresent(kept -> assertTrue(kept.length <= 4 * exif.length + 8192, "a block that swells"));
            }
        });
    }

    private static byte[] tiff() throws IOException {
        return Metadata.tiff(TestPictures.smooth(8, 8, BufferedImage.TYPE_3BYTE_BGR), 6, ByteOrder.BIG_ENDIAN);
    }

    @Test
    void damagedXmpIsCleanedOrDropped() {
        byte[] packet = Metadata.XMP.getBytes(StandardCharsets.UTF_8);
        Fuzzing.of("XMP")
                .seed("packet", packet)
                .seed("marked", CloakMark.added(Optional.of(packet)))
                .run(400, xmp -> {
                    XmpPacket.filtered(xmp, MetadataRules.of(MetadataPolicy.SHARING));
                    CloakMark.isIn(xmp);
                    CloakMark.added(Optional.of(xmp));
                });
    }

    @Test
    void damagedProfilesAreUsedOrIgnored() {
        BufferedImage picture = TestPictures.smooth(8, 8, BufferedImage.TYPE_3BYTE_BGR);
        Fuzzing.of("ICC")
                .seed("wide gamut", TestPhotos.wideGamut())
                .seed("sRGB", ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData())
                .seed(
                        "linear",
                        ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData())
                .seed("YCC", ICC_Profile.getInstance(ColorSpace.CS_PYCC).getData())
                .run(400, icc -> SrgbView.of(ColorTag.tagged(picture, Optional.of(icc))));
    }

    @Test
    void damagedPhotoshopResourcesAreCleanedOrDropped() {
        byte[] iptc = {0x1c, 2, 90, 0, 6, 'V', 'i', 'e', 'n', 'n', 'a', 0x1c, 2, 5, 0, 1, 'T'};
        byte[] head = {'8', 'B', 'I', 'M', 4, 4, 0, 0, 0, 0, 0, (byte) iptc.length};
        byte[] resources = Arrays.copyOf(head, head.length + iptc.length + 1);
        System.arraycopy(iptc, 0, resources, head.length, iptc.length);
        Fuzzing.of("Photoshop")
                .seed("title", resources)
                .run(4000, file -> PhotoshopResources.filtered(file, MetadataRules.of(MetadataPolicy.SHARING)));
    }
}
