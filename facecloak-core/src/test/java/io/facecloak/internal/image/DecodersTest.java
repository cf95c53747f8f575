package io.facecloak.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.PhotoFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the application's other ImageIO plug-ins and settings must not change. */
class DecodersTest {

    /** An application's own plug-in, which wants to be asked first. */
    private static final class OthersSpi extends ImageReaderSpi {

        private OthersSpi(PhotoFormat format) {
            super(
                    "others",
                    "1",
                    new String[] {format.name().toLowerCase(Locale.ROOT)},
                    new String[0],
                    new String[0],
                    "others.Reader",
                    new Class<?>[] {ImageInputStream.class},
                    null,
                    false,
                    null,
                    null,
                    null,
                    null,
                    false,
                    null,
                    null,
                    null,
                    null);
        }

        @Override
        public boolean canDecodeInput(Object source) {
            return true;
        }

        @Override
        public ImageReader createReaderInstance(Object extension) {
            throw new AssertionError("a decoder that nobody tested");
        }

        @Override
        public String getDescription(Locale locale) {
            return "others";
        }
    }

    @AfterEach
    void restoreTheCache() {
        ImageIO.setCacheDirectory(null);
    }

    @ParameterizedTest
    @EnumSource(
            value = PhotoFormat.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HEIC", "AVIF", "OTHER"})
    void decodersOfOthersAreNotAsked(PhotoFormat format) throws IOException {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        OthersSpi others = new OthersSpi(format);
        registry.registerServiceProvider(others, ImageReaderSpi.class);
        try {
            for (Iterator<ImageReaderSpi> all = registry.getServiceProviders(ImageReaderSpi.class, false);
                    all.hasNext(); ) {
                ImageReaderSpi other = all.next();
                if (other != others) {
                    registry.setOrdering(ImageReaderSpi.class, others, other);
                }
            }
            int read = 0;
            for (TestPhotos.Variant variant : TestPhotos.all()) {
                if (variant.format() == format) {
                    Photo photo = new PhotoReader().read(new ByteArrayInputStream(variant.file()), variant.name());
                    assertEquals(variant.picture().getWidth(), photo.upright().getWidth());
                    read++;
                }
            }
            assertTrue(read > 0);
        } finally {
            registry.deregisterServiceProvider(others, ImageReaderSpi.class);
        }
    }

    /** ImageIO's own streams would put pictures into temporary files, where a killed process leaves them. */
    @Test
    void picturesAreNotPutIntoTemporaryFiles(@TempDir Path folder) throws IOException {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        ImageIO.setCacheDirectory(gone.toFile());
        Files.delete(gone);
        for (TestPhotos.Variant variant : TestPhotos.all()) {
            Photo photo = new PhotoReader().read(new ByteArrayInputStream(variant.file()), variant.name());
            BufferedImage other = TestPictures.random(
                    photo.upright().getWidth(), photo.upright().getHeight(), BufferedImage.TYPE_3BYTE_BGR, 1);
            byte[] written = new PhotoWriter().encode(photo.withPixels(other));
            assertEquals(
                    other.getWidth(),
                    new PhotoReader()
                            .read(new ByteArrayInputStream(written), "written")
                            .upright()
                            .getWidth());
        }
    }
}
