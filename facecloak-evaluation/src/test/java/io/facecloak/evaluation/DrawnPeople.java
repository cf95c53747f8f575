package io.facecloak.evaluation;

import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A small data set without real faces: every person is one picture, every photo of the person that picture with other noise. */
public final class DrawnPeople {

    private DrawnPeople() {}

    public static FaceModels models(Embedder... embedders) {
        return new FixedModels(List.of(FixedModels.face(20, 20, 35.2)), List.of(embedders));
    }

    public static FaceDataset dataset(Path folder, int people, int photos, int seeds, int strangers)
            throws IOException {
        for (int person = 0; person < people; person++) {
            Path own = Files.createDirectories(folder.resolve("people/person-" + person));
            for (int photo = 0; photo < photos; photo++) {
                write(photo(1000 + person, photo), own.resolve("photo-" + photo + ".png"));
            }
        }
        Path others = Files.createDirectories(folder.resolve("strangers"));
        for (int i = 0; i < strangers; i++) {
            write(photo(5000 + i, 0), others.resolve(String.format("stranger-%03d.png", i)));
        }
        return FaceDataset.withFirstPhotosAsSeeds(
                PhotoFolders.people(folder.resolve("people")), seeds, PhotoFolders.distractors(others));
    }

    public static BufferedImage photo(long person, long noise) {
        return new GaussianNoise(0.02, noise).disturb(FixedModels.picture(152, 152, person));
    }

    private static void write(BufferedImage picture, Path file) throws IOException {
        ImageIO.write(picture, "png", file.toFile());
    }
}
