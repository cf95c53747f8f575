import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.FaceCloak;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class TenLinesTest {

    @Test
    void protectsAPhotoWithTheBundledModels() throws IOException {
        BufferedImage photo = ImageIO.read(new File("party.jpg"));
        BufferedImage inMemory = TenLines.run(photo);
        BufferedImage file = ImageIO.read(new File("party-protected.jpg"));

        assertTrue(changedPixels(photo, inMemory) > 1000, "the photo in memory carries no cloak");
        assertTrue(changedPixels(photo, file) > 1000, "party-protected.jpg carries no cloak");
        BufferedImage again = FaceCloak.load(Path.of("me.cloak")).apply(photo);
        assertEquals(0, changedPixels(inMemory, again), "the saved cloak is another one");
    }

    private static int changedPixels(BufferedImage a, BufferedImage b) {
        assertEquals(a.getWidth(), b.getWidth());
        assertEquals(a.getHeight(), b.getHeight());
        int changed = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                if (a.getRGB(x, y) != b.getRGB(x, y)) {
                    changed++;
                }
            }
        }
        return changed;
    }
}
