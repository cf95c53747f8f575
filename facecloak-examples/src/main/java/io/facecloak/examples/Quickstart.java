package io.facecloak.examples;

import io.facecloak.FaceCloak;
import io.facecloak.SeedException;
import io.facecloak.apply.Decision;
import io.facecloak.apply.FaceOutcome;
import io.facecloak.image.Photo;
import io.facecloak.image.PhotoFormat;
import io.facecloak.image.PhotoReader;
import io.facecloak.image.PhotoWriter;
import io.facecloak.image.Portrait;
import io.facecloak.image.SrgbView;
import io.facecloak.model.FaceModels;
import io.facecloak.model.ModelException;
import io.facecloak.model.Stage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From one seed photo to protected photos: learns a cloak, saves it, puts it on every photo, and shows what it did.
 *
 * <p>Arguments: {@code SEED OUTPUT-FOLDER PHOTO-OR-FOLDER...}; the models are found as {@link FaceModels#configured()} says. Exit code 0 if every
 * photo was processed, 1 if one failed, 2 for wrong arguments.
 */
public final class Quickstart {

    private final FaceModels models;
    private final Path output;
    private final PrintStream out;
    private final Set<Path> written = new HashSet<>();

    Quickstart(FaceModels models, Path output, PrintStream out) {
        this.models = models;
        this.output = output;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            System.err.println("usage: Quickstart SEED OUTPUT-FOLDER PHOTO-OR-FOLDER...");
            System.exit(2);
        }
        List<Path> photos = new ArrayList<>();
        for (String argument : List.of(arguments).subList(2, arguments.length)) {
            photos.addAll(photosIn(Path.of(argument)));
        }
        try {
            int failures = new Quickstart(FaceModels.configured(), Path.of(arguments[1]), System.out)
                    .run(Path.of(arguments[0]), photos);
            if (failures > 0) {
                System.exit(1);
            }
        } catch (IOException | ModelException | SeedException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static List<Path> photosIn(Path photoOrFolder) throws IOException {
        if (!Files.isDirectory(photoOrFolder)) {
            return List.of(photoOrFolder);
        }
        try (Stream<Path> files = Files.list(photoOrFolder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Runs the whole job; a photo that fails does not stop the others. */
    int run(Path seed, List<Path> photos) throws IOException {
        Files.createDirectories(output);
        List<Portrait> synthetic = new ArrayList<>();
        FaceCloak cloak = FaceCloak.builder()
                .models(models)
                .seed(seed)
                .progress(this::report)
                .onSyntheticFaces(synthetic::addAll)
                .build();
        cloak.save(output.resolve("person.cloak"));
        Pictures.write(
                Pictures.row(synthetic.stream().map(Portrait::picture).toList()),
                output.resolve("synthetic-faces.png"));
        out.printf("learnt from %s: %s%n", seed, output.resolve("person.cloak"));

        SimilarityCheck check = new SimilarityCheck(models, picture(seed));
        int failures = 0;
        for (Path photo : photos) {
            try {
                protect(cloak, photo, check);
            } catch (IOException | ModelException e) {
                failures++;
                out.printf("%s: FAILED: %s%n", photo, e.getMessage());
            }
        }
        return failures;
    }

    private void protect(FaceCloak cloak, Path photo, SimilarityCheck check) throws IOException {
        Photo original = new PhotoReader().read(photo);
        Path target = output.resolve("protected-" + nameOf(photo, original));
        if (!written.add(target)) {
            throw new FileAlreadyExistsException(
                    target.toString(), null, "another photo of this run has the same name; rename one of them");
        }
        List<FaceOutcome> faces = cloak.apply(photo, target, true);
        BufferedImage before = SrgbView.of(original.upright());
        BufferedImage after = picture(target);
        Pictures.write(
                Pictures.comparison(before, after), output.resolve("comparison-" + photo.getFileName() + ".png"));
        long cloaked = faces.stream()
                .filter(face -> face.decision() == Decision.CLOAKED)
                .count();
        out.printf("%s: %d of %d faces cloaked%n", target, cloaked, faces.size());
        check.compare(before, after).forEach(line -> out.printf("    %s%n", line));
    }

    /** The file's name, with the extension of the format in which it will be written if that is another. */
    private static String nameOf(Path photo, Photo original) {
        PhotoFormat format = new PhotoWriter().formatOf(original);
        return photo.getFileName() + (format == original.format() ? "" : "." + format.extension());
    }

    private static BufferedImage picture(Path photo) throws IOException {
        return SrgbView.of(new PhotoReader().read(photo).upright());
    }

    private void report(Stage stage, int done, int total) {
        if (done == total) {
            out.printf("%s: done (%d)%n", stage, total);
        }
    }
}
