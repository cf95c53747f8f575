package io.facecloak.benchmarks.looks;

import io.facecloak.evaluation.DrawnPeople;
import io.facecloak.evaluation.PhotoFolders;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Drawn people as JPEG files, models that find their faces, and a recipe that is quickly learnt. */
final class DrawnSitters {

    static final LookRecipe RECIPE = LookRecipe.of(
            "quick",
            builder -> builder.settings(learning -> learning.withIterations(1).withSyntheticFaces(0)));

    private DrawnSitters() {}

    static FaceModels models() {
        return DrawnPeople.models(new SmoothEmbedder("drawn", 32, 1));
    }

    static List<Sitter> people(Path folder, int people, int photos) throws IOException {
        for (int person = 0; person < people; person++) {
            Path own = Files.createDirectories(folder.resolve("person-" + person));
            for (int photo = 0; photo < photos; photo++) {
                ImageIO.write(
                        DrawnPeople.photo(1000 + person, photo),
                        "jpg",
                        own.resolve("photo-" + photo + ".jpg").toFile());
            }
        }
        return Sitter.of(PhotoFolders.people(folder));
    }

    /** One person in photos of another size. */
    static List<Sitter> portraits(Path folder, int photos) throws IOException {
        Files.createDirectories(folder);
        for (int photo = 0; photo < photos; photo++) {
            BufferedImage picture = FixedModels.picture(400, 500, photo);
            ImageIO.write(
                    picture, "jpg", folder.resolve("model_" + photo + ".jpg").toFile());
        }
        return Sitter.of(PhotoFolders.people(folder));
    }
}
