package io.facecloak.benchmarks.looks;

import io.facecloak.FaceCloak;
import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.FaceQuality;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.face.Face;
import io.facecloak.internal.image.Photo;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.FaceModels;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes photos through the whole pipeline, from file to file, with the cloak or without: both ways end in the same writer with the same
 * settings, so that compression does not tell them apart. A photo that cannot be used is noted and left out.
 */
final class LookMaker {

    /** Pixels a side, less than which no figure and no person makes anything of. */
    private static final int SMALLEST = 32;

    private final LookRecipe recipe;
    private final FaceModels models;
    private final Consumer<String> notes;
    private final PhotoReader reader = new PhotoReader();
    private final PhotoWriter writer;

    /** @param notes gets a sentence about everything that is left out */
    LookMaker(LookRecipe recipe, FaceModels models, Consumer<String> notes) {
        this.recipe = recipe;
        this.models = models;
        this.notes = notes;
        ProtectionOptions protection = recipe.protection();
        this.writer = new PhotoWriter(protection.metadata(), protection.mark(), protection.keepBlocks());
    }

    LookRecipe recipe() {
        return recipe;
    }

    /** The person's cloak, unless the seed cannot be used. */
    Optional<FaceCloak> learn(Sitter sitter) {
        try {
            return Optional.of(recipe.learn(models, sitter.seed().file()));
        } catch (UnprotectableException | IOException e) {
            notes.accept(sitter.name() + " is left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The photo and its protected copy, unless no face was found or the photo cannot be read. */
    Optional<Look> cloaked(FacePhoto photo, FaceCloak cloak) {
        return look(photo, file -> cloak.protect(photo.file(), file).faces().stream()
                .filter(outcome -> outcome.decision() == Decision.CLOAKED)
                .map(FaceOutcome::face)
                .findFirst());
    }

    /** The photo and a copy that went the same way without a cloak. */
    Optional<Look> untouched(FacePhoto photo) {
        return look(photo, file -> {
            Photo source = reader.read(photo.file());
            writer.write(source.withPixels(copy(source.upright())), file, false);
            return FaceCrop.LARGEST.face(SrgbView.of(source.upright()), models.detector());
        });
    }

    /** Writes a file and says which face of it is meant. */
    private interface Way {
        Optional<Face> write(Path file) throws IOException;
    }

    private Optional<Look> look(FacePhoto photo, Way way) {
        try {
            Path folder = Files.createTempDirectory("facecloak-looks");
            Path file = folder.resolve("photo");
            try {
                Optional<Face> face = way.write(file);
                BufferedImage original = read(photo.file());
                if (face.filter(found -> isVisible(found, original)).isEmpty()) {
                    notes.accept(photo + " is left out: no face found, or too little of it");
                    return Optional.empty();
                }
                return Optional.of(new Look(photo, original, read(file), face.get()));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            notes.accept(photo + " is left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isVisible(Face face, BufferedImage photo) {
        Rectangle square = FaceQuality.square(face.landmarks(), photo.getWidth(), photo.getHeight());
        return Math.min(square.width, square.height) >= SMALLEST;
    }

    private BufferedImage read(Path file) throws IOException {
        return SrgbView.of(reader.read(file).upright());
    }

    /** Of the same kind, so that the writer treats it as it treats a cloaked picture. */
    private static BufferedImage copy(BufferedImage picture) {
        WritableRaster raster = picture.copyData(null);
        return new BufferedImage(picture.getColorModel(), raster, picture.isAlphaPremultiplied(), null);
    }
}
