package io.facecloak.internal.apply;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.PhotoFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePhotoTest {

    @TempDir
    private Path folder;

    @Test
    void aVideoOfTheSameNameIsSeen() throws IOException {
        Path photo = Files.createFile(folder.resolve("IMG_0001.HEIC"));
        assertFalse(LivePhoto.hasVideo(photo, PhotoFormat.HEIC));
        Files.createFile(folder.resolve("IMG_0002.MOV"));
        assertFalse(LivePhoto.hasVideo(photo, PhotoFormat.HEIC), "another photo's");
        Files.createFile(folder.resolve("IMG_0001.MOV"));
        assertTrue(LivePhoto.hasVideo(photo, PhotoFormat.HEIC));
        assertTrue(LivePhoto.hasVideo(folder.resolve("IMG_0001.JPG"), PhotoFormat.JPEG));
        assertFalse(LivePhoto.hasVideo(folder.resolve("IMG_0001.png"), PhotoFormat.PNG));
    }
}
