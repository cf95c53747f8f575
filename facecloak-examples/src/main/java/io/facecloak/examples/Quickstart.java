package io.facecloak.examples;

import io.facecloak.FaceCloak;
import io.facecloak.apply.PhotoJob;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.evaluation.comparison.Similarity;
import io.facecloak.evaluation.comparison.SimilarityCheck;
import io.facecloak.face.Portrait;
import io.facecloak.model.FaceCloakException;
import io.facecloak.model.FaceModels;
import io.facecloak.model.ModelException;
import io.facecloak.model.Progress.Stage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * From one seed photo to protected photos: learns a cloak, saves it, puts it on every photo, refined on that photo's faces, and shows what it did.
 *
 * <p>Arguments: {@code SEED OUTPUT-FOLDER PHOTO-OR-FOLDER...}; the models are found as {@link FaceModels#configured()} says. Exit code 0 if every
 * photo was processed, 1 if one failed, 2 for wrong arguments.
 */
public final class Quickstart {

    private final FaceModels models;
    private final Path output;
    private final PrintStream out;

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
        } catch (IOException | FaceCloakException e) {
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
        out.printf(
                "learnt on %s; recognisers that the cloak never saw are fooled less often%n",
                String.join(", ", cloak.mask().info().surrogates()));

        SimilarityCheck check = SimilarityCheck.withSeed(models, Pictures.read(seed));
        List<PhotoJob> jobs = photos.stream()
                .map(photo -> new PhotoJob(photo, output.resolve("protected-" + photo.getFileName())))
                .toList();
        AtomicInteger failures = new AtomicInteger();
        cloak.refined().folders().withOverwrite(true).run(jobs, outcome -> {
            try {
                show(outcome, check);
            } catch (IOException | ModelException e) {
                failures.incrementAndGet();
                out.printf("%s: FAILED: %s%n", outcome.source(), e.getMessage());
            }
        });
        return failures.get();
    }

    private void show(PhotoOutcome outcome, SimilarityCheck check) throws IOException {
        if (outcome.failure().isPresent()) {
            throw new IOException(outcome.problem(), outcome.failure().get());
        }
        BufferedImage before = Pictures.read(outcome.source());
        BufferedImage after = Pictures.read(outcome.target());
        Pictures.write(
                Pictures.comparison(before, after),
                output.resolve("comparison-" + outcome.source().getFileName() + ".png"));
        out.printf(
                Locale.ROOT,
                "%s: %d of %d faces cloaked%n",
                outcome.target(),
                outcome.cloaked(),
                outcome.faces().size());
        for (Similarity similarity : check.compare(before, after)) {
            out.printf(
                    Locale.ROOT,
                    "    %-24s similarity to the seed %5.2f -> %5.2f (same person from %.2f)%n",
                    similarity.recogniser(),
                    similarity.before(),
                    similarity.after(),
                    similarity.threshold());
        }
    }

    private void report(Stage stage, int done, int total) {
        if (done == total) {
            out.printf(Locale.ROOT, "%s: done (%d)%n", stage, total);
        }
    }
}
