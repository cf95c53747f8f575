package io.facecloak.benchmarks.ablation;

import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.util.List;

/** Chooses recognisers by name. */
public final class Surrogates {

    private Surrogates() {}

    /**
     * @param names in any order; empty for all
     * @return the recognisers of these names, in the order of the models
     * @throws IllegalArgumentException if there is none of a name
     */
    public static List<Embedder> named(List<String> names, FaceModels models) {
        List<Embedder> all = models.embedders();
        List<String> known = all.stream().map(Embedder::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("no recogniser named " + name + "; the models have " + known);
            }
        }
        return names.isEmpty()
                ? all
                : all.stream()
                        .filter(embedder -> names.contains(embedder.name()))
                        .toList();
    }
}
