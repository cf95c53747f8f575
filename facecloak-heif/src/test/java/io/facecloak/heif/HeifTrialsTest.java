package io.facecloak.heif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.PhotoFormat;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as phones and converters make them. */
class HeifTrialsTest {

    @ParameterizedTest
    @CsvSource({"32.heic, HEIC", "32-heic-named.JPG, HEIC", "32.avif, AVIF"})
    void trialsAreReadAndWritten(String name, PhotoFormat format) throws IOException {
        Heif.requireCodecs();
        Path file = Shared.path("trials/container/" + name);
        Photo photo = new PhotoReader().read(file);
        assertEquals(format, photo.format());
        assertEquals(800, photo.upright().getWidth());
        assertEquals(800, photo.upright().getHeight());
        Photo written = Heif.read(new PhotoWriter().encode(photo));
        assertEquals(PhotoFormat.JPEG, written.format());
        assertTrue(Heif.difference(photo.upright(), written.upright()) <= 16);
    }
}
