package io.facecloak.evaluation;

import io.facecloak.model.Embedder;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Small folders of drawn people: every person is one picture, every photo of the person that picture with other noise. */
final class FaceFolders {

    private FaceFolders() {}

    static FixedModels models(Embedder... embedders) {
        return new FixedModels(List.of(FixedModels.face(20, 20, 35.2)), List.of(embedders));
    }

    /** {@code folder/person-i/photo-k.png}. */
    static Path people(Path folder, int people, int photos) throws IOException {
        for (int person = 0; person < people; person++) {
            Path own = Files.createDirectories(folder.resolve("person-" + person));
            for (int photo = 0; photo < photos; photo++) {
                write(photo(1000 + person, photo), own.resolve("photo-" + photo + ".png"));
            }
        }
        return folder;
    }

    static Path strangers(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            write(photo(5000 + i, 0), folder.resolve(String.format("stranger-%03d.png", i)));
        }
        return folder;
    }

    static BufferedImage photo(long person, long noise) {
        return new GaussianNoise(0.02, noise).disturb(FixedModels.picture(152, 152, person));
    }

    static void write(BufferedImage picture, Path file) throws IOException {
        ImageIO.write(picture, "png", file.toFile());
    }
}
