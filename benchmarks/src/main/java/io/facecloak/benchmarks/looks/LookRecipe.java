package io.facecloak.benchmarks.looks;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import io.facecloak.SeedException;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.evaluation.reference.ReferenceCode;
import io.facecloak.evaluation.reference.ReferenceCodeMethod;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceModels;
import io.facecloak.optimize.Refinement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How a cloak is learnt and how it is put on photos. Only the largest face of a photo is cloaked, whoever it is: a look at faces that the
 * policy left alone would flatter the recipe.
 *
 * @param protection how the cloak is put on a photo; its policy is ignored
 */
record LookRecipe(String name, Learning learning, ProtectionOptions protection) {

    /** Learns from one photo. */
    interface Learning {

        /**
         * @throws IOException if the seed cannot be read
         * @throws UnprotectableException if it does not show one clear face
         */
        CloakMask learn(FaceModels models, Path seed) throws IOException, UnprotectableException;
    }

    LookRecipe {
        protection = protection.withFacePolicy(FacePolicy.LARGEST);
    }

    /** The authors' published code, beside the presets. */
    private static final String REFERENCE_CODE = "reference_code";

    /** After a preset's name, the refinement that its cloak is put on photos with. */
    private static final Map<String, Refinement> REFINEMENTS =
            Map.of("faint", Refinement.FAINT, "balanced", Refinement.BALANCED, "strong", Refinement.STRONG);

    /**
     * A preset or the authors' code by its name, put on photos as it is or, as in {@code balanced+faint}, refined.
     *
     * @throws IllegalArgumentException if there is no such preset or refinement
     */
    static LookRecipe named(String name) {
        int plus = name.indexOf('+');
        if (plus < 0) {
            return unrefined(name);
        }
        Refinement refinement = REFINEMENTS.get(name.substring(plus + 1));
        if (refinement == null) {
            throw new IllegalArgumentException("no refinement in '" + name + "'; there are "
                    + REFINEMENTS.keySet().stream().sorted().toList());
        }
        LookRecipe plain = unrefined(name.substring(0, plus));
        return new LookRecipe(name, plain.learning(), plain.protection().withRefinement(refinement));
    }

    private static LookRecipe unrefined(String name) {
        String wanted = name.toLowerCase(Locale.ROOT).replace('-', '_');
        if (wanted.equals(REFERENCE_CODE)) {
            return new LookRecipe(REFERENCE_CODE, LookRecipe::referenceCode, ProtectionOptions.DEFAULT);
        }
        for (Preset preset : Preset.values()) {
            if (typed(preset).equals(wanted)) {
                return of(wanted, builder -> builder.preset(preset));
            }
        }
        throw new IllegalArgumentException("no recipe named '" + name + "'; there are "
                + Arrays.stream(Preset.values()).map(LookRecipe::typed).collect(Collectors.joining(", ")) + " and "
                + REFERENCE_CODE);
    }

    private static String typed(Preset preset) {
        return preset.name().toLowerCase(Locale.ROOT);
    }

    /** @param options sets everything but models and seed */
    static LookRecipe of(String name, UnaryOperator<FaceCloakBuilder> options) {
        return new LookRecipe(name, (models, seed) -> learnt(options, models, seed), ProtectionOptions.DEFAULT);
    }

    private static CloakMask learnt(UnaryOperator<FaceCloakBuilder> options, FaceModels models, Path seed)
            throws IOException, UnprotectableException {
        try {
            return options.apply(FaceCloak.builder())
                    .models(models)
                    .seed(seed)
                    .build()
                    .mask();
        } catch (SeedException e) {
            throw new UnprotectableException(e.getMessage(), e);
        }
    }

    private static CloakMask referenceCode(FaceModels models, Path seed) throws IOException, UnprotectableException {
        return new ReferenceCodeMethod(
                        ReferenceCode.Settings.PUBLISHED,
                        models,
                        models.embedders(),
                        FaceCrop.LARGEST,
                        ReferenceCodeMethod.SYNTHETIC_FACES,
                        0)
                .learn(List.of(seed));
    }

    /**
     * @throws IOException if the seed cannot be read
     * @throws UnprotectableException if it does not show one clear face
     */
    FaceCloak learn(FaceModels models, Path seed) throws IOException, UnprotectableException {
        return FaceCloak.of(learning.learn(models, seed), models, protection);
    }
}
