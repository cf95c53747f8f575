package io.facecloak.app.cli;

import io.facecloak.Preset;
import io.facecloak.app.Strength;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.evaluation.ExperimentSettings;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.IdentificationResult;
import io.facecloak.evaluation.PhotoFolders;
import io.facecloak.evaluation.ProtectionExperiment;
import io.facecloak.evaluation.ProtectionRate.Interval;
import io.facecloak.evaluation.Robustness;
import io.facecloak.evaluation.Untouched;
import io.facecloak.evaluation.report.Report;
import io.facecloak.evaluation.report.ReportSettings;
import io.facecloak.evaluation.report.ReportWriter;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How well cloaks protect, measured on people of whom there are several photos. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the protection success rate (PSR): a cloak is learnt from the first photo of each person and put on the others as apply "
                    + "does, refined by default; protected at Top-n is a photo for which none of the n most similar faces in the gallery is the person's. "
                    + "A photo in which apply finds no face of the person stays as it is and counts as unprotected.",
            "The figure in parentheses is what a recogniser misses of unprotected photos. Recognisers that the cloaks were learnt on are white "
                    + "boxes, the others black boxes; only black boxes tell how a cloak fares in the world."
        },
        footerHeading = "%nExample:%n",
        footer =
                "  facecloak evaluate --people people --distractors strangers --surrogates recogniser-a --report report")
final class EvaluateCommand implements Callable<Integer> {

    private static final int[] TOPS = {1, 5};

    /** Of a person in the report. */
    private static final int SHOWN_PHOTOS = 2;

    /** What a program reads; rates are in [0, 1], {@code strength} is null if the cloaks were not refined. */
    private record Result(
            String strength,
            int people,
            int probes,
            int strangers,
            int noFace,
            int unmatched,
            double ssim,
            double psnr,
            List<Row> recognisers,
            Path report) {}

    private record Row(
            String recogniser,
            boolean learntOn,
            double top1,
            Interval top1Interval,
            double top5,
            Interval top5Interval,
            double cleanTop1,
            double cleanTop5) {

        static Row of(RecogniserResult result, Set<String> surrogates) {
            return new Row(
                    result.recogniser(),
                    surrogates.contains(result.recogniser()),
                    rate(result.guarded(), TOPS[0]),
                    interval(result.guarded(), TOPS[0]),
                    rate(result.guarded(), TOPS[1]),
                    interval(result.guarded(), TOPS[1]),
                    rate(result.clean(), TOPS[0]),
                    rate(result.clean(), TOPS[1]));
        }

        private static Interval interval(IdentificationResult result, int top) {
            return result.top(top).estimate().interval();
        }

        private static double rate(IdentificationResult result, int top) {
            return result.top(top).psr();
        }
    }

    @Option(
            names = "--people",
            required = true,
            paramLabel = "FOLDER",
            description = "Photos of the people: one folder per person, or files named identity_k.jpg.")
    private Path people;

    @Option(
            names = "--distractors",
            required = true,
            paramLabel = "FOLDER",
            description = "Photos of strangers among whom the people are looked for.")
    private Path distractors;

    @Option(
            names = "--people-count",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "How many people, in the order of their names; default all.")
    private int peopleCount;

    @Option(
            names = "--distractor-count",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "How many strangers, in the order of their names; default all.")
    private int distractorCount;

    @Option(
            names = "--crop",
            defaultValue = "CENTRAL",
            paramLabel = "WHICH",
            description =
                    "Which face of a photo is meant: central (default), or whole for crops that are aligned already.")
    private FaceCrop crop;

    @Option(
            names = "--surrogates",
            split = ",",
            paramLabel = "NAME",
            description = "Recognisers to learn on, separated by commas; default all, which leaves no black box.")
    private List<String> surrogateNames = List.of();

    @Option(
            names = "--preset",
            defaultValue = "balanced",
            paramLabel = "NAME",
            description = "As for learn: balanced (default), faint, strong or paper.",
            converter = PresetConverter.class)
    private Preset preset;

    @Mixin
    private RefinementOptions refinement;

    @Option(
            names = "--cache",
            paramLabel = "FOLDER",
            description = "Keeps embeddings of photos between runs. They are biometric data.")
    private Path cache;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Write a page with tables, charts and pictures, and the figures as JSON and CSV.")
    private Path report;

    @Option(
            names = "--showcases",
            defaultValue = "2",
            paramLabel = "N",
            description =
                    "How many people the report shows pictures of: photos before and after, synthetic faces, masks, "
                            + "the cloak; default 2, 0 for a report without faces.")
    private int showcases;

    @Option(
            names = "--robustness",
            description =
                    "Measure after noise, blur, JPEG, brightness, contrast, resizing, uploads and cropping too; takes many times "
                            + "longer.")
    private boolean robustness;

    @Mixin
    private final CommonOptions common;

    EvaluateCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws IOException {
        FaceDataset dataset = FaceDataset.withFirstPhotosAsSeeds(
                        PhotoFolders.people(people), 1, PhotoFolders.distractors(distractors))
                .limitedTo(peopleCount, distractorCount);
        try (FaceModels models = common.openModels();
                Bar bar = new Bar(common)) {
            List<Embedder> surrogates = surrogates(models);
            Set<String> names = surrogates.stream().map(Embedder::name).collect(Collectors.toSet());
            ProtectionExperiment experiment = new ProtectionExperiment(
                    dataset,
                    models.detector(),
                    models.embedders(),
                    ExperimentSettings.DEFAULT
                            .withCrop(crop)
                            .withDisturbances(robustness ? Robustness.sweeps() : List.of()),
                    cache == null ? EmbeddingCache.NONE : EmbeddingCache.in(cache),
                    (what, done, total) -> {
                        if (common.cancelled()) {
                            throw new CancellationException(
                                    "cancelled while measuring (" + what + ": " + done + " of " + total + ")");
                        }
                        bar.show(what, done, total);
                    });
            CloakMethod method =
                    new CloakMethod(preset, refinement, models, surrogates, crop, common::cancelled, showcases);
            ExperimentResult result = experiment.run(method);
            bar.finish();
            Path page =
                    report == null ? null : ReportWriter.write(report(dataset, models, names, result, method), report);
            print(dataset, names, result, page);
        }
        return ExitCode.DONE;
    }

    private List<Embedder> surrogates(FaceModels models) {
        if (surrogateNames.isEmpty()) {
            return models.embedders();
        }
        return surrogateNames.stream()
                .map(name -> models.embedders().stream()
                        .filter(embedder -> embedder.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("--surrogates: there is no recogniser " + name
                                + "; there are "
                                + models.embedders().stream()
                                        .map(Embedder::name)
                                        .collect(Collectors.joining(", ")))))
                .toList();
    }

    private Report report(
            FaceDataset dataset, FaceModels models, Set<String> surrogates, ExperimentResult result, CloakMethod method)
            throws IOException {
        Map<String, String> settings = ReportSettings.of(dataset, dataset.contentHash(), crop, models);
        settings.put("preset", PresetConverter.typed(preset));
        settings.put("refined", refinement.strength().map(Strength::typed).orElse("no"));
        return new Report(
                "FaceCloak: protection",
                settings,
                surrogates,
                List.of(result),
                List.of(),
                method.showcases(dataset, crop, SHOWN_PHOTOS),
                true);
    }

    private void print(FaceDataset dataset, Set<String> surrogates, ExperimentResult result, Path page) {
        List<Row> rows = result.recognisers().stream()
                .map(recogniser -> Row.of(recogniser, surrogates))
                .toList();
        if (common.json()) {
            common.console()
                    .json(new Result(
                            refinement.typed(),
                            dataset.identities().size(),
                            result.probes(),
                            dataset.distractors().size(),
                            Collections.frequency(result.untouched().values(), Untouched.NO_FACE),
                            Collections.frequency(result.untouched().values(), Untouched.UNMATCHED),
                            result.meanSsim(),
                            result.meanPsnr(),
                            rows,
                            page));
            return;
        }
        Console console = common.console();
        console.line(
                "%d people, %d probes, %d strangers; aligned faces: SSIM %.3f, PSNR %.1f dB",
                dataset.identities().size(),
                result.probes(),
                dataset.distractors().size(),
                result.meanSsim(),
                result.meanPsnr());
        untouched(result, Untouched.NO_FACE, "no face found");
        untouched(result, Untouched.UNMATCHED, "not taken for the person");
        result.unprotected().forEach((person, why) -> console.line("not protected: %s: %s", person, why));
        console.line("%-26s %-10s %27s %27s", "recogniser", "", "Top-1 (clean) [95 %%]", "Top-5 (clean) [95 %%]");
        for (Row row : rows) {
            console.line(
                    "%-26s %-10s %27s %27s",
                    row.recogniser(),
                    row.learntOn() ? "white box" : "black box",
                    percent(row.top1(), row.cleanTop1(), row.top1Interval()),
                    percent(row.top5(), row.cleanTop5(), row.top5Interval()));
        }
        if (page != null) {
            console.line("%s", page);
        }
    }

    private void untouched(ExperimentResult result, Untouched reason, String because) {
        List<String> photos = result.untouched().entrySet().stream()
                .filter(photo -> photo.getValue() == reason)
                .map(Map.Entry::getKey)
                .toList();
        if (!photos.isEmpty()) {
            common.console().line("left as they are, so unprotected, %s: %s", because, String.join(", ", photos));
        }
    }

    private static String percent(double guarded, double clean, Interval interval) {
        return String.format(
                Locale.ROOT,
                "%.1f %% (%.1f) [%.1f, %.1f]",
                100 * guarded,
                100 * clean,
                100 * interval.low(),
                100 * interval.high());
    }
}
