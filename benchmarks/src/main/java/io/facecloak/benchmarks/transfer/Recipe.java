package io.facecloak.benchmarks.transfer;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import io.facecloak.SeedException;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.evaluation.reference.ReferenceCode;
import io.facecloak.evaluation.reference.ReferenceCodeMethod;
import io.facecloak.focus.FocusMask;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.onnx.BundledModels;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.OptimizerSettings.Feedback;
import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import io.facecloak.optimize.Refinement;
import io.facecloak.synthesis.SeedVariations;
import io.facecloak.synthesis.SeedVariations.Strength;
import io.facecloak.transform.AlignmentJitter;
import io.facecloak.transform.InputDiversity;
import io.facecloak.transform.RandomTransform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One experiment as a line of text: {@code name: key=value key=value ...}. Budgets and steps are in levels of 8-bit pixels; what a line
 * does not name is the preset's ({@code preset=}, else {@link Preset#PAPER}); {@code preset=REFERENCE_CODE} is the authors' published code.
 */
public record Recipe(String name, Map<String, String> options) {

    /** The random changes of the loop, in their order; {@code share=} is the share of draws that {@code diversity=} changes. */
    private static final List<String> TRANSFORMS = List.of("jitter", "diversity");

    private static final Set<String> OTHERS = Set.of(
            "preset",
            "iterations",
            "step",
            "rule",
            "feedback",
            "attention",
            "eps",
            "raised",
            "focus",
            "faces",
            "strength",
            "share",
            "perStep",
            "seed",
            "anchors",
            "refine");

    /** As {@code preset=}, the authors' published code instead of one of the library's presets. */
    private static final String REFERENCE_CODE = "REFERENCE_CODE";

    private static final Set<String> OF_THE_REFERENCE_CODE = Set.of("preset", "iterations", "faces", "seed", "refine");

    /**
     * @throws IllegalArgumentException if the line is malformed or names an unknown option
     */
    public static Recipe parse(String line) {
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("an experiment is 'name: key=value ...', but the line is: " + line);
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (String part : line.substring(colon + 1).trim().split("\\s+")) {
            if (part.isEmpty()) {
                continue;
            }
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || !(TRANSFORMS.contains(pair[0]) || OTHERS.contains(pair[0]))) {
                throw new IllegalArgumentException("unknown option '" + part + "' in experiment " + line);
            }
            options.put(pair[0], pair[1]);
        }
        if (REFERENCE_CODE.equals(options.get("preset")) && !OF_THE_REFERENCE_CODE.containsAll(options.keySet())) {
            throw new IllegalArgumentException(
                    "preset=REFERENCE_CODE goes with iterations, faces, seed and refine only," + " but experiment "
                            + line);
        }
        return new Recipe(line.substring(0, colon).trim(), options);
    }

    /**
     * Learns the cloak of the person in a photo.
     *
     * @throws IOException if the photo cannot be read
     * @throws UnprotectableException if it does not show one clear face
     */
    public CloakMask learn(FaceModels models, List<Embedder> surrogates, Path seed)
            throws IOException, UnprotectableException {
        if (isReferenceCode()) {
            return referenceCode(models, surrogates).learn(List.of(seed));
        }
        FaceCloakBuilder builder = FaceCloak.builder();
        applyTo(builder);
        try {
            return builder.models(models)
                    .surrogates(surrogates.toArray(Embedder[]::new))
                    .seed(seed)
                    .build()
                    .mask();
        } catch (SeedException e) {
            throw new UnprotectableException(e.getMessage(), e);
        }
    }

    private boolean isReferenceCode() {
        return REFERENCE_CODE.equals(options.get("preset"));
    }

    private ReferenceCodeMethod referenceCode(FaceModels models, List<Embedder> surrogates) {
        ReferenceCode.Settings published = ReferenceCode.Settings.PUBLISHED;
        return new ReferenceCodeMethod(
                options.containsKey("iterations") ? published.withIterations((int) number("iterations")) : published,
                models,
                surrogates,
                FaceCrop.LARGEST,
                options.containsKey("faces") ? (int) number("faces") : ReferenceCodeMethod.SYNTHETIC_FACES,
                randomSeed());
    }

    private long randomSeed() {
        return Long.parseLong(options.getOrDefault("seed", "0"));
    }

    private Preset preset() {
        return Preset.valueOf(options.getOrDefault("preset", "PAPER"));
    }

    /** Sets everything but models, surrogates and seed. */
    private void applyTo(FaceCloakBuilder builder) {
        Preset preset = preset();
        builder.preset(preset).randomSeed(randomSeed());
        if (options.containsKey("eps")) {
            builder.settings(learning -> learning.withEpsilon(number("eps") / 255));
        }
        if (options.containsKey("raised")) {
            builder.settings(learning -> learning.withEpsilonRaised(number("raised") / 255));
        }
        if (options.containsKey("faces")) {
            builder.settings(learning -> learning.withSyntheticFaces((int) number("faces")));
        }
        if (options.containsKey("strength")) {
            builder.synthesizer(new SeedVariations(Strength.valueOf(options.get("strength"))));
        }
        if (options.containsKey("focus")) {
            List<String> names = Arrays.asList(options.get("focus").split(","));
            builder.settings(learning -> learning.withFocusMasks(ServiceLoader.load(FocusMask.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(mask -> names.contains(mask.name()))
                    .toArray(FocusMask[]::new)));
        }
        if ("gallery".equals(options.get("anchors"))) {
            builder.gallery(BundledModels.shared().gallery())
                    .settings(learning -> learning.withExcludeOwnIdentity(true));
        }
        builder.settings(
                learning -> learning.withOptimizer(optimizer(preset.settings().optimizer())));
    }

    /**
     * How photos are protected with the cloak: {@code refine=balanced} names one of the refinements of {@link Refinement},
     * {@code refine=6,25,1.5} says ε, number and length of the steps.
     */
    public ProtectionOptions applyTo(ProtectionOptions protection) {
        if (!options.containsKey("refine")) {
            return protection;
        }
        return protection.withRefinement(
                switch (options.get("refine")) {
                    case "faint" -> Refinement.FAINT;
                    case "balanced" -> Refinement.BALANCED;
                    case "strong" -> Refinement.STRONG;
                    default -> {
                        double[] r = numbers("refine");
                        yield new Refinement(
                                (float) (r[0] / 255), (int) r[1], (float) (r[2] / 255), AlignmentJitter.DEFAULT);
                    }
                });
    }

    private OptimizerSettings optimizer(OptimizerSettings settings) {
        OptimizerSettings result = settings;
        if (options.containsKey("iterations")) {
            result = result.withIterations((int) number("iterations"));
        }
        if (options.containsKey("step")) {
            result = result.withStep((float) (number("step") / 255));
        }
        if (options.containsKey("rule")) {
            result = result.withUpdateRule(UpdateRule.valueOf(options.get("rule")));
        }
        if (options.containsKey("feedback")) {
            result = result.withFeedback(Feedback.valueOf(options.get("feedback")));
        }
        if ("off".equals(options.get("attention"))) {
            result = result.withoutAttention();
        } else if (options.containsKey("attention")) {
            double[] a = numbers("attention");
            result = result.withAttention(
                    new LearnableAttention(LearnableAttention.Initialisation.ONES, a[0], a.length > 1 ? a[1] : 0));
        }
        if (TRANSFORMS.stream().anyMatch(options::containsKey)) {
            result = result.withTransforms(TRANSFORMS.stream()
                    .filter(key -> !"off".equals(options.getOrDefault(key, "off")))
                    .map(this::transform)
                    .toArray(RandomTransform[]::new));
        }
        return options.containsKey("perStep") ? result.withFacesPerStep((int) number("perStep")) : result;
    }

    private RandomTransform transform(String key) {
        double[] v = numbers(key);
        return switch (key) {
            case "jitter" -> new AlignmentJitter(v[0], v[1], v[2]);
            case "diversity" -> new InputDiversity(options.containsKey("share") ? number("share") : 1, v[0]);
            default -> throw new IllegalArgumentException(key);
        };
    }

    private double number(String key) {
        return Double.parseDouble(options.get(key));
    }

    private double[] numbers(String key) {
        return Arrays.stream(options.get(key).split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** All that the cloak depends on: the options and, since they may change under the same name, what the preset holds. */
    public String fingerprint() {
        if (isReferenceCode()) {
            return specification() + "|" + ReferenceCode.Settings.PUBLISHED;
        }
        Preset preset = preset();
        return String.join(
                "|",
                specification(),
                preset.name(),
                String.valueOf(preset.settings().epsilon()),
                String.valueOf(preset.settings().epsilonRaised()),
                preset.settings().focusMasks().stream().map(FocusMask::name).collect(Collectors.joining(",")),
                String.valueOf(preset.settings().syntheticFaces()),
                preset.settings().variations().name(),
                preset.settings().optimizer().toString());
    }

    /** The options as they were given, in order. */
    public String specification() {
        return options.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(" "));
    }
}
