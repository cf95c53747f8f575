package io.facecloak.internal.synthesis;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Portrait;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import io.facecloak.model.Progress;
import io.facecloak.model.Progress.Stage;
import io.facecloak.model.Synthesizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Synthetic portraits of which recognisers agree that they show the person: what falls below the similarity floor is asked for again, a
 * bounded number of times. Immutable; as thread-safe as its synthesizer and embedders, which it does not close.
 */
public final class VerifiedSynthesis {

    private static final Logger LOG = LoggerFactory.getLogger(VerifiedSynthesis.class);

    /** How often missing portraits are asked for. */
    static final int ROUNDS = 5;

    private final Synthesizer synthesizer;
    private final List<Embedder> embedders;
    private final double floor;

    /** The floor is the mean of the embedders' {@linkplain Embedder#matchThreshold() match thresholds}. */
    public VerifiedSynthesis(Synthesizer synthesizer, List<Embedder> embedders) {
        this(
                synthesizer,
                embedders,
                embedders.stream()
                        .mapToDouble(Embedder::matchThreshold)
                        .average()
                        .orElse(0));
    }

    /**
     * @param embedders the recognisers that judge, at least one
     * @param floor the least cosine similarity to the seed, averaged over the embedders, in [-1, 1]
     */
    public VerifiedSynthesis(Synthesizer synthesizer, List<Embedder> embedders, double floor) {
        this.synthesizer = Objects.requireNonNull(synthesizer, "synthesizer");
        this.embedders = List.copyOf(embedders);
        if (this.embedders.isEmpty()) {
            throw new IllegalArgumentException("embedders must hold at least one, but is empty");
        }
        if (!(floor >= -1 && floor <= 1)) {
            throw new IllegalArgumentException("floor must be in [-1, 1], but is " + floor);
        }
        this.floor = floor;
    }

    /**
     * {@code count} portraits of the person, verified ones first. If some of them still fail after the last round, the most similar of
     * the rejected ones take their places and a warning is logged.
     *
     * @param count how many portraits, at least 1
     * @param progress told in {@link Stage#SYNTHESIS}, before the first and after every round, how many portraits are final;
     *     and by the synthesizer in stages of its own
     * @throws ModelException if not a single portrait passes: the synthesizer or the landmarks do not fit the recognisers, and a cloak
     *     learnt from such portraits would protect somebody else
     */
    public List<Portrait> synthesize(Portrait seed, int count, RandomGenerator random, Progress progress) {
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(random, "random");
        Objects.requireNonNull(progress, "progress");
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1, but is " + count);
        }
        progress.report(Stage.SYNTHESIS, 0, count);
        AlignedFace seedFace = seed.aligned();
        List<float[]> person =
                embedders.stream().map(embedder -> embedder.embed(seedFace)).toList();
        List<Portrait> accepted = new ArrayList<>(count);
        List<Candidate> rejected = new ArrayList<>();
        for (int round = 0; round < ROUNDS && accepted.size() < count; round++) {
            List<Portrait> portraits = synthesizer.synthesize(seed, count - accepted.size(), random, progress);
            for (Candidate candidate : judged(portraits, person)) {
                if (candidate.similarity >= floor) {
                    accepted.add(candidate.portrait);
                } else {
                    rejected.add(candidate);
                }
            }
            if (accepted.size() < count) {
                progress.report(Stage.SYNTHESIS, accepted.size(), count);
            }
        }
        if (accepted.size() < count) {
            fill(accepted, rejected, count);
        }
        progress.report(Stage.SYNTHESIS, count, count);
        return List.copyOf(accepted);
    }

    private void fill(List<Portrait> accepted, List<Candidate> rejected, int count) {
        rejected.sort(Comparator.comparingDouble(Candidate::similarity).reversed());
        if (accepted.isEmpty()) {
            throw new ModelException(String.format(
                    Locale.ROOT,
                    "none of %d portraits by %s looks like the person: the best similarity is %.3f, the floor %.3f",
                    rejected.size(),
                    synthesizer.name(),
                    rejected.get(0).similarity,
                    floor));
        }
        List<Candidate> best = rejected.subList(0, count - accepted.size());
        LOG.warn(
                "{} of {} portraits by {} stay below the similarity floor {} after {} rounds; using them, the worst at {}",
                best.size(),
                count,
                synthesizer.name(),
                floor,
                ROUNDS,
                best.get(best.size() - 1).similarity);
        best.forEach(candidate -> accepted.add(candidate.portrait));
    }

    private List<Candidate> judged(List<Portrait> portraits, List<float[]> person) {
        List<AlignedFace> faces = portraits.stream().map(Portrait::aligned).toList();
        double[] sums = new double[faces.size()];
        for (int e = 0; e < embedders.size(); e++) {
            float[][] embeddings = embedders.get(e).embed(faces);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += Embedding.similarity(embeddings[i], person.get(e));
            }
        }
        List<Candidate> candidates = new ArrayList<>(sums.length);
        for (int i = 0; i < sums.length; i++) {
            candidates.add(new Candidate(portraits.get(i), sums[i] / embedders.size()));
        }
        return candidates;
    }

    private record Candidate(Portrait portrait, double similarity) {}
}
