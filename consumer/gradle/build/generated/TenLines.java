import io.facecloak.FaceCloak;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

final class TenLines {

    static BufferedImage run(BufferedImage photo) throws IOException {
FaceCloak cloak = FaceCloak.builder().seed(Path.of("me.jpg")).build();        // learns: seconds, once
cloak.save(Path.of("me.cloak"));                                              // a small file: keep it
FaceCloak refined = cloak.refined();                                          // a second per face, far more protection
refined.apply(Path.of("party.jpg"), Path.of("party-protected.jpg"));
BufferedImage quick = cloak.apply(photo);                                     // milliseconds, but hardly protects

        return quick;
    }
}
