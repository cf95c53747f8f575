package io.facecloak;

import io.facecloak.face.Portrait;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.Progress;
import io.facecloak.model.Synthesizer;
import io.facecloak.optimize.Gallery;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that a cloak is learnt from and with.
 *
 * @param surrogates at least one
 * @param rememberPerson whether the cloak keeps embeddings of its person
 * @param portraits receives the synthetic portraits
 */
record LearningTask(
        List<SeedPhoto> seeds,
        LearningSettings settings,
        LandmarkDetector detector,
        List<Embedder> surrogates,
        Synthesizer synthesizer,
        Optional<Gallery> gallery,
        boolean rememberPerson,
        long randomSeed,
        Progress progress,
        Consumer<List<Portrait>> portraits) {

    LearningTask {
        seeds = List.copyOf(seeds);
        surrogates = List.copyOf(surrogates);
    }
}
