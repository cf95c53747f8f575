package io.facecloak.app.cli;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.face.Portrait;
import io.facecloak.internal.storage.AtomicFile;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Progress.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stages 1 and 2: from a photo to a cloak file. */
@Command(
        name = "learn",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Learns a cloak from a photo of the person and saves it.",
            "One photo is enough: upright, the face large and unobstructed, nobody else as large. The cloak works for"
                    + " photos of any size."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  facecloak learn me.jpg -o me.cloak",
            "  facecloak learn me.jpg -o me.cloak --preset paper --epsilon 6   less visible, protects less",
            "",
            "The cloak file remembers the person's face as numbers, a biometric template, so that apply finds the"
                    + " person among others. Keep it as private as a passport photo, or learn with --forget-person."
        })
final class LearnCommand implements Callable<Integer> {

    private static final float LEVELS = 255;

    /** What a program reads. */
    private record Result(Path cloak, List<Path> seeds, boolean holdsBiometricTemplate, double seconds) {}

    @Parameters(
            arity = "1..*",
            paramLabel = "PHOTO",
            description = "Photo of the person to protect; more than one helps to recognise them.")
    private List<Path> seeds;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "CLOAK",
            description = "The cloak file to write, such as me.cloak.")
    private Path output;

    @Option(
            names = "--preset",
            defaultValue = "balanced",
            paramLabel = "NAME",
            description = {
                "balanced (default): fine structure that is hardly seen; where apply refines begins.",
                "faint: still less of it.",
                "strong: more of it, plain to see; protects best without refinement.",
                "paper: our reading of the paper's settings, fine coloured lines."
            },
            converter = PresetConverter.class)
    private Preset preset;

    @Option(
            names = "--epsilon",
            paramLabel = "LEVELS",
            description =
                    "Largest change of a pixel, of 255 levels; default: the preset's (balanced: 5, strong: 8, paper:"
                            + " 8).")
    private Double epsilon;

    @Option(
            names = "--epsilon-raised",
            paramLabel = "LEVELS",
            description = "The same on the face (paper: around eyes, nose and mouth and in fine detail); default: the"
                    + " preset's (balanced: 5, strong: 16, paper: 16).")
    private Double epsilonRaised;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "Steps of learning; default: the preset's (balanced: 20, strong: 40, paper: 10).")
    private Integer iterations;

    @Option(
            names = "--synthetic-faces",
            paramLabel = "N",
            description =
                    "Varied faces of the person to learn from beside the photo; default: the preset's (balanced and"
                            + " strong: 16, paper: 8).")
    private Integer syntheticFaces;

    @Option(names = "--random-seed", paramLabel = "N", description = "Equal seeds give equal cloaks; default 0.")
    private long randomSeed;

    @Option(
            names = "--forget-person",
            description =
                    "Keep no biometric template in the cloak file; apply then cloaks the largest face of a photo.")
    private boolean forgetPerson;

    @Option(names = "--faces-picture", paramLabel = "PNG", description = "Write the synthetic faces to a picture.")
    private Path facesPicture;

    @Option(names = "--overwrite", description = "Replace the cloak file if it exists; no other file is ever replaced.")
    private boolean overwrite;

    @Mixin
    private final CommonOptions common;

    LearnCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws IOException {
        // First, for what is no cloak cannot be replaced with --overwrite either.
        CloakFile.requireWritable(output);
        AtomicFile.requireWritable(output, overwrite);
        if (facesPicture != null) {
            AtomicFile.requireWritable(facesPicture, true);
        }
        long start = System.nanoTime();
        List<Portrait> faces = new ArrayList<>();
        try (FaceModels models = common.openModels();
                Bar bar = new Bar(common)) {
            FaceCloak cloak = builder()
                    .models(models)
                    .progress((stage, done, total) -> {
                        if (common.cancelled()) {
                            throw new CancellationException(
                                    "cancelled while " + activity(stage) + "; no cloak was written");
                        }
                        bar.show(nameOf(stage), done, total);
                    })
                    .onSyntheticFaces(faces::addAll)
                    .build();
            bar.finish();
            if (facesPicture != null) {
                Pictures.write(
                        Pictures.row(faces.stream().map(Portrait::picture).toList()), facesPicture);
            }
            AtomicFile.requireWritable(output, overwrite);
            cloak.save(output);
            report(cloak.mask(), (System.nanoTime() - start) / 1e9);
        }
        return ExitCode.DONE;
    }

    private FaceCloakBuilder builder() throws IOException {
        FaceCloakBuilder builder =
                FaceCloak.builder().preset(preset).randomSeed(randomSeed).rememberPerson(!forgetPerson);
        if (epsilon != null) {
            builder.settings(learning -> learning.withEpsilon(levels("--epsilon", epsilon)));
        }
        if (epsilonRaised != null) {
            builder.settings(learning -> learning.withEpsilonRaised(levels("--epsilon-raised", epsilonRaised)));
        }
        if (iterations != null) {
            builder.settings(learning -> learning.withIterations(iterations));
        }
        if (syntheticFaces != null) {
            builder.settings(learning -> learning.withSyntheticFaces(syntheticFaces));
        }
        for (Path seed : seeds) {
            builder.seed(seed);
        }
        return builder;
    }

    private static double levels(String option, double levels) {
        if (!(levels > 0 && levels <= 127)) {
            throw new IllegalArgumentException(
                    option + " must be above 0 and at most 127 of 255 levels, but is " + levels);
        }
        return levels / LEVELS;
    }

    private void report(CloakMask mask, double seconds) {
        boolean template = !mask.templates().isEmpty();
        if (common.json()) {
            common.console().json(new Result(output, seeds, template, seconds));
            return;
        }
        common.console()
                .line(
                        "%s: learnt on %s in %.0f s",
                        output, String.join(", ", mask.info().surrogates()), seconds);
        common.console()
                .line(
                        template
                                ? "It holds a biometric template of the person: keep it private (--forget-person"
                                        + " leaves it out)."
                                : "It holds no biometric template: apply cloaks the largest face of a photo.");
    }

    private static String nameOf(Stage stage) {
        return switch (stage) {
            case SYNTHESIS -> "Synthetic faces";
            case DENOISING -> "Denoising them";
            case OPTIMIZATION -> "Learning the cloak";
        };
    }

    private static String activity(Stage stage) {
        return switch (stage) {
            case SYNTHESIS -> "making synthetic faces";
            case DENOISING -> "denoising synthetic faces";
            case OPTIMIZATION -> "optimising";
        };
    }
}
