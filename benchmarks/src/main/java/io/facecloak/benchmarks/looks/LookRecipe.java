package io.facecloak.benchmarks.looks;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.model.FaceModels;
import io.facecloak.optimize.Refinement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How a cloak is learnt and how it is put on photos. Only the largest face of a photo is cloaked, whoever it is: a look at faces that the
 * policy left alone would flatter the recipe.
 *
 * @param learning sets everything but models, seed and protection
 * @param protection how the cloak is put on a photo; its policy is ignored
 */
record LookRecipe(String name, UnaryOperator<FaceCloakBuilder> learning, ProtectionOptions protection) {

    LookRecipe {
        protection = protection.withFacePolicy(FacePolicy.LARGEST);
    }

    /** After a preset's name, the refinement that its cloak is put on photos with. */
    private static final Map<String, Refinement> REFINEMENTS =
            Map.of("faint", Refinement.FAINT, "balanced", Refinement.BALANCED, "strong", Refinement.STRONG);

    /**
     * A preset by its name, put on photos as it is or, as in {@code balanced+faint}, refined.
     *
     * @throws IllegalArgumentException if there is no such preset or refinement
     */
    static LookRecipe named(String name) {
        int plus = name.indexOf('+');
        if (plus < 0) {
            return preset(name);
        }
        Refinement refinement = REFINEMENTS.get(name.substring(plus + 1));
        if (refinement == null) {
            throw new IllegalArgumentException("no refinement in '" + name + "'; there are "
                    + REFINEMENTS.keySet().stream().sorted().toList());
        }
        LookRecipe preset = preset(name.substring(0, plus));
        return new LookRecipe(name, preset.learning(), preset.protection().withRefinement(refinement));
    }

    private static LookRecipe preset(String name) {
        for (Preset preset : Preset.values()) {
            if (preset.name().equalsIgnoreCase(name.replace('-', '_'))) {
                return new LookRecipe(
                        preset.name().toLowerCase(Locale.ROOT),
                        builder -> builder.preset(preset),
                        ProtectionOptions.DEFAULT);
            }
        }
        throw new IllegalArgumentException("no recipe named '" + name + "'; there are "
                + Arrays.stream(Preset.values())
                        .map(preset -> preset.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    /**
     * @throws IOException if the seed cannot be read
     * @throws io.facecloak.SeedException if it does not show one clear face
     */
    FaceCloak learn(FaceModels models, Path seed) throws IOException {
        return learning.apply(FaceCloak.builder().models(models))
                .protection(protection)
                .seed(seed)
                .build();
    }
}
