package io.facecloak.heif;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Platform;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeifLibraryTest {

    @Test
    void aMissingLibraryIsNamedWithWhatToInstall() {
        IOException missing = assertThrows(IOException.class, () -> HeifLibrary.load(List.of("no-such-heif")));
        assertTrue(missing.getMessage().contains("libheif"), missing.getMessage());
        if (Platform.isLinux()) {
            assertTrue(missing.getMessage().contains("apt install libheif1"), missing.getMessage());
            assertTrue(missing.getMessage().contains("dnf install libheif"), missing.getMessage());
        }
        assertFalse(HeifLibrary.installCodec(LibHeif.HEVC).isBlank());
    }
}
