package io.facecloak.benchmarks.transfer;

import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.focus.FocusMask;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.onnx.BundledModels;
import io.facecloak.optimize.AlignmentJitter;
import io.facecloak.optimize.Conditioning;
import io.facecloak.optimize.Expectation;
import io.facecloak.optimize.Feedback;
import io.facecloak.optimize.HoldOut;
import io.facecloak.optimize.Momentum;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.Refinement;
import io.facecloak.optimize.Start;
import io.facecloak.optimize.StepRule;
import io.facecloak.optimize.StepSchedule;
import io.facecloak.optimize.SurrogateMixing;
import io.facecloak.optimize.UpdateRule;
import io.facecloak.optimize.VarianceTuning;
import io.facecloak.optimize.Visibility;
import io.facecloak.synthesis.SeedVariations;
import io.facecloak.synthesis.Strength;
import io.facecloak.transform.InputDiversity;
import io.facecloak.transform.RandomBlur;
import io.facecloak.transform.RandomErasing;
import io.facecloak.transform.RandomExposure;
import io.facecloak.transform.RandomJpeg;
import io.facecloak.transform.RandomNoise;
import io.facecloak.transform.RandomResize;
import io.facecloak.transform.RandomTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * One experiment as a line of text: {@code name: key=value key=value ...}. Budgets and steps are in levels of 8-bit pixels; what a line
 * does not name is the preset's ({@code preset=}, else {@link Preset#PAPER}).
 */
public record Recipe(String name, Map<String, String> options) {

    /** The transforms of the loop in the order in which a photo meets them; the share of draws is {@code share=}. */
    private static final List<String> TRANSFORMS =
            List.of("exposure", "erasing", "resize", "blur", "noise", "jpeg", "jitter", "diversity");

    private static final List<String> OTHERS = List.of(
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
            "draws",
            "perStep",
            "mixing",
            "kernel",
            "variance",
            "momentum",
            "stepRule",
            "schedule",
            "start",
            "smoothing",
            "chroma",
            "ssim",
            "holdOut",
            "seed",
            "anchors",
            "refine");

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
        return new Recipe(line.substring(0, colon).trim(), options);
    }

    /** Sets everything but models, surrogates and seed. */
    public void applyTo(FaceCloakBuilder builder) {
        Preset preset = Preset.valueOf(options.getOrDefault("preset", "PAPER"));
        builder.preset(preset).randomSeed(Long.parseLong(options.getOrDefault("seed", "0")));
        if (options.containsKey("eps")) {
            builder.epsilon(number("eps") / 255);
        }
        if (options.containsKey("raised")) {
            builder.epsilonRaised(number("raised") / 255);
        }
        if (options.containsKey("faces")) {
            builder.syntheticFaces((int) number("faces"));
        }
        if (options.containsKey("strength")) {
            builder.synthesizer(new SeedVariations(Strength.valueOf(options.get("strength"))));
        }
        if (options.containsKey("focus")) {
            List<String> names = Arrays.asList(options.get("focus").split(","));
            builder.focusMasks(ServiceLoader.load(FocusMask.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(mask -> names.contains(mask.name()))
                    .toArray(FocusMask[]::new));
        }
        if ("gallery".equals(options.get("anchors"))) {
            builder.gallery(BundledModels.shared().gallery()).excludeOwnIdentity(true);
        }
        builder.optimizer(optimizer(preset.optimizer()));
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
        if (options.containsKey("start")) {
            result = result.withStart(Start.valueOf(options.get("start")));
        }
        if (options.containsKey("schedule")) {
            String[] parts = options.get("schedule").split(",");
            result = result.withSchedule(new StepSchedule(
                    StepSchedule.Shape.valueOf(parts[0]),
                    parts.length > 1 ? Double.parseDouble(parts[1]) : 1,
                    parts.length > 2 ? Integer.parseInt(parts[2]) : 1));
        }
        if (options.containsKey("holdOut")) {
            double[] h = numbers("holdOut");
            result = result.withHoldOut(new HoldOut(
                    (int) h[0], (int) h[1], h.length > 2 ? OptionalDouble.of(h[2]) : OptionalDouble.empty()));
        }
        return result.withExpectation(expectation(result.expectation()))
                .withConditioning(conditioning(result.conditioning()))
                .withVisibility(visibility(result.visibility()));
    }

    private Expectation expectation(Expectation expectation) {
        Expectation result = expectation;
        List<RandomTransform> transforms = new ArrayList<>();
        for (String key : TRANSFORMS) {
            if (options.containsKey(key) && !"off".equals(options.get(key))) {
                RandomTransform transform = transform(key);
                boolean always = key.equals("jitter") || !options.containsKey("share");
                transforms.add(always ? transform : transform.withProbability(number("share")));
            }
        }
        if (TRANSFORMS.stream().anyMatch(options::containsKey)) {
            result = result.withTransforms(transforms.toArray(RandomTransform[]::new));
        }
        if (options.containsKey("draws")) {
            result = result.withDraws((int) number("draws"));
        }
        return options.containsKey("perStep") ? result.withFacesPerStep((int) number("perStep")) : result;
    }

    private RandomTransform transform(String key) {
        double[] v = numbers(key);
        return switch (key) {
            case "exposure" -> new RandomExposure(v[0], v[1]);
            case "erasing" -> new RandomErasing(v[0]);
            case "resize" -> new RandomResize(v[0]);
            case "blur" -> new RandomBlur(v[0]);
            case "noise" -> new RandomNoise(v[0] / 255);
            case "jpeg" -> new RandomJpeg((int) v[0], (int) v[1]);
            case "jitter" -> new AlignmentJitter(v[0], v[1], v[2]);
            case "diversity" -> new InputDiversity(v[0]);
            default -> throw new IllegalArgumentException(key);
        };
    }

    private Conditioning conditioning(Conditioning conditioning) {
        Conditioning result = conditioning;
        if (options.containsKey("mixing")) {
            result = result.withMixing(SurrogateMixing.valueOf(options.get("mixing")));
        }
        if (options.containsKey("kernel")) {
            result = result.withKernelSigma(number("kernel"));
        }
        if (options.containsKey("variance")) {
            double[] v = numbers("variance");
            result = result.withVarianceTuning(new VarianceTuning((int) v[0], v[1]));
        }
        if (options.containsKey("momentum")) {
            String[] parts = options.get("momentum").split(",");
            result = result.withMomentum(new Momentum(Double.parseDouble(parts[0]), parts.length > 1));
        }
        return options.containsKey("stepRule")
                ? result.withStepRule(StepRule.valueOf(options.get("stepRule")))
                : result;
    }

    private Visibility visibility(Visibility visibility) {
        Visibility result = visibility;
        if (options.containsKey("smoothing")) {
            result = result.withSmoothing(number("smoothing"));
        }
        if (options.containsKey("chroma")) {
            result = result.withChroma(number("chroma"));
        }
        return options.containsKey("ssim") ? result.withMinSimilarity(number("ssim")) : result;
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
        Preset preset = Preset.valueOf(options.getOrDefault("preset", "PAPER"));
        return String.join(
                "|",
                specification(),
                preset.name(),
                String.valueOf(preset.epsilon()),
                String.valueOf(preset.epsilonRaised()),
                preset.focusMasks().stream().map(FocusMask::name).collect(Collectors.joining(",")),
                String.valueOf(preset.syntheticFaces()),
                preset.variations().name(),
                preset.optimizer().toString());
    }

    /** The options as they were given, in order. */
    public String specification() {
        return options.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .collect(Collectors.joining(" "));
    }
}
