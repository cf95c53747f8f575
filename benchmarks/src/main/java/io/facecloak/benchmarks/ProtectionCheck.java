package io.facecloak.benchmarks;

import io.facecloak.benchmarks.ablation.CloakSettings;
import io.facecloak.benchmarks.ablation.Showcases;
import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.GroupsExperiment;
import io.facecloak.evaluation.GroupsResult;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.TargetedMethod;
import io.facecloak.evaluation.baseline.EqualVisibility;
import io.facecloak.evaluation.report.Report;
import io.facecloak.evaluation.report.ReportWriter;
import io.facecloak.evaluation.report.Showcase;
import io.facecloak.model.FaceModels;
import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures the protection success rate (paper, section IV-A1): a cloak is learnt from each person's seed and put into the person's other
 * photos through the whole of stage 3; the face is detected and aligned anew in the protected photo, and a probe counts as protected at
 * Top-n when no other photo of the person is among the n most similar gallery faces.
 */
@Command(
        name = "ProtectionCheck",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Top-1 and Top-5 protection success rate (PSR) of cloaks learnt from one photo per person.")
public final class ProtectionCheck implements Callable<Integer> {

    @Mixin
    private ExperimentOptions experiment;

    @Mixin
    private GroupsOptions groups;

    @Option(
            names = "--surrogates",
            split = ",",
            defaultValue = "mobilefacenet-foamliu,mobileface-v2",
            description = "recognisers that cloaks are learnt on; the others are black boxes")
    private List<String> surrogates;

    @Option(names = "--update-rule", defaultValue = "SEQUENTIAL", description = "${COMPLETION-CANDIDATES}")
    private UpdateRule updateRule;

    @Option(
            names = {"--steps", "--iterations"},
            defaultValue = "10",
            description = "T, of every method but FGSM; FaceCloak takes so many per face with --update-rule SEQUENTIAL")
    private int iterations;

    @Option(
            names = "--step",
            defaultValue = "2",
            description = "α in levels of 8-bit pixels; MI-FGSM and TI-DIM take ε/T")
    private double step;

    @Option(names = "--synthetic-faces", defaultValue = "8", description = "N")
    private int syntheticFaces;

    @Option(
            names = "--focus",
            split = ",",
            defaultValue = "region-stickers,high-pass",
            description = "focus masks; none: -")
    private List<String> focus;

    @Option(names = "--attention", description = "Learnable Attention on")
    private boolean attention;

    @Option(
            names = "--jitter",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "whether every method misaligns its faces at random at every step")
    private boolean jitter;

    @Option(names = "--epsilon", defaultValue = "8", description = "budget of every method in levels of 8-bit pixels")
    private double epsilon;

    @Option(
            names = "--epsilon-raised",
            defaultValue = "16",
            description = "FaceCloak's budget where a focus mask applies")
    private double epsilonRaised;

    @Option(
            names = "--image-specific",
            description = "a fresh cloak for every photo, learnt from it (the paper uses --epsilon 12)")
    private boolean imageSpecific;

    @Option(
            names = "--methods",
            split = ",",
            defaultValue = Methods.FACECLOAK,
            description =
                    "what to measure: FaceCloak (with the default policy for faces), FaceCloak ALL (every face), GD-UAP, FI-UAP, OPOM-Affine Hull, OPOM-Class Center, OPOM-Convex Hull, P3-Mask, FGSM,"
                            + " MI-FGSM, PGD, TI-DIM, TIP-IM (its targets are strangers beyond --distractor-count), Adv-Hat")
    private List<String> methods;

    @Option(
            names = "--generators",
            split = ",",
            description = "generative methods as ONNX graphs: aligned picture in [-1, 1] in, protected picture out")
    private List<Path> generators = List.of();

    @Option(names = "--generator-size", defaultValue = "256", description = "side of the generators' pictures")
    private int generatorSize;

    @Option(
            names = "--equal-ssim",
            description =
                    "multiplies every method's changes so that the mean SSIM of the aligned faces of people for tuning is this")
    private Double equalSsim;

    @Option(
            names = "--tune-people",
            defaultValue = "10",
            description = "how many people for tuning --equal-ssim looks at")
    private int tunePeople;

    @Option(names = "--report", description = "folder for a report with tables, charts and pictures")
    private Path report;

    @Option(
            names = "--showcases",
            defaultValue = "2",
            description = "how many people the report shows pictures of; they are faces of the data set")
    private int showcases;

    @Option(names = "--random-seed", defaultValue = "0", description = "of every random draw")
    private long randomSeed;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ProtectionCheck())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A script's settings may be followed by others.
                .setOverwrittenOptionsAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        CloakSettings settings = settings();
        try (FaceModels models = experiment.openModels();
                ExperimentOptions.Prepared prepared = experiment.prepare(models);
                Methods known = new Methods(
                        models, experiment.modelsDirectory(), settings, experiment.crop(), prepared.spareStrangers())) {
            List<ProtectionMethod> chosen = new ArrayList<>();
            List<TargetedMethod> targeted = new ArrayList<>();
            for (String name : methods) {
                chosen.add(known.named(name));
                targeted.add(known.targeted(name));
            }
            for (Path generator : generators) {
                ProtectionMethod opened = known.generator(generator, generatorSize);
                chosen.add(opened);
                targeted.add(TargetedMethod.untargeted(opened));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d people, %d probes, %d strangers%n",
                    prepared.dataset().identities().size(),
                    prepared.dataset().probes().size(),
                    prepared.dataset().distractors().size());
            List<ExperimentResult> results = new ArrayList<>();
            for (ProtectionMethod method : chosen) {
                ExperimentResult result = prepared.experiment().run(adjusted(method, models));
                new ResultTable(System.out).print(result, surrogates);
                results.add(result);
            }
            List<GroupsResult> grouped = new ArrayList<>();
            Optional<GroupsExperiment> groupsExperiment = groups.prepare(experiment, prepared, models);
            if (groupsExperiment.isPresent()) {
                for (TargetedMethod method : targeted) {
                    GroupsResult result = groupsExperiment.get().run(method);
                    new ResultTable(System.out).print(result, surrogates);
                    grouped.add(result);
                }
            }
            if (report != null) {
                System.out.println(writeReport(prepared, models, settings, results, grouped));
            }
        }
        return 0;
    }

    private ProtectionMethod adjusted(ProtectionMethod method, FaceModels models) throws IOException {
        return equalSsim == null
                ? method
                : new EqualVisibility(experiment.tune(tunePeople), models.detector(), experiment.crop(), equalSsim)
                        .adjusted(method);
    }

    private Path writeReport(
            ExperimentOptions.Prepared prepared,
            FaceModels models,
            CloakSettings settings,
            List<ExperimentResult> results,
            List<GroupsResult> grouped)
            throws IOException {
        Map<String, String> facts = prepared.facts(models);
        facts.put("cloak", settings.toString());
        Showcases shown = new Showcases(settings, models, experiment.crop());
        List<Showcase> pictures = new ArrayList<>();
        for (String identity :
                prepared.dataset().identities().stream().limit(showcases).toList()) {
            shown.of(prepared.dataset(), identity, 2).ifPresent(pictures::add);
        }
        return ReportWriter.write(
                new Report("FaceCloak: protection", facts, Set.copyOf(surrogates), results, List.of(), pictures, true)
                        .withGroups(grouped),
                report);
    }

    private CloakSettings settings() {
        String letters = (focus.contains("region-stickers") ? "R" : "")
                + (attention ? "A" : "")
                + (focus.contains("high-pass") ? "H" : "");
        return new CloakSettings(
                epsilon,
                epsilonRaised,
                step,
                iterations,
                syntheticFaces,
                letters,
                CloakSettings.ImageSource.SYNTHETIC,
                surrogates,
                updateRule,
                jitter,
                imageSpecific,
                randomSeed);
    }
}
