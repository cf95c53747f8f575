package io.facecloak.optimize;

import io.facecloak.focus.BudgetMap;
import io.facecloak.image.AlignedFace;
import io.facecloak.model.Progress;
import io.facecloak.model.Stage;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Learns one perturbation for all faces of a person by projected gradient descent (paper, section III-C, Eq. 4 to 11). Neither the clip
 * of the faces to [0, 1] nor the projection onto the budget is differentiated. Immutable and thread-safe; a run is deterministic for
 * equal faces, surrogates, budget and state of the random generator.
 */
public final class CloakOptimizer {

    private final OptimizerSettings settings;
    private final IterationListener listener;

    public CloakOptimizer(OptimizerSettings settings) {
        this(settings, iteration -> {});
    }

    /**
     * @param listener told the state after every iteration
     */
    public CloakOptimizer(OptimizerSettings settings, IterationListener listener) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /**
     * Learns the perturbation.
     *
     * @param faces of the person, in aligned space, all of the budget's size
     * @param surrogates recognisers to learn on; with several, their losses are averaged
     * @param budget bounds of the perturbation
     * @param random the only source of chance; draws attention, perturbation, then the jitter of each face and step
     * @param progress told after every iteration; may throw {@link java.util.concurrent.CancellationException} to stop
     * @return the effective perturbation P in units of [0, 1] pixel values, in the layout of {@link AlignedFace}, within the budget
     * @throws IllegalArgumentException if there is no face or surrogate, or the sizes differ
     * @throws io.facecloak.model.ModelException if a surrogate fails
     */
    public float[] optimize(
            List<AlignedFace> faces,
            List<Surrogate> surrogates,
            BudgetMap budget,
            RandomGenerator random,
            Progress progress) {
        requireMatching(faces, surrogates, budget);
        Objects.requireNonNull(random, "random");
        progress.report(Stage.OPTIMIZATION, 0, settings.iterations());
        int batchSize = settings.updateRule() == UpdateRule.AVERAGED ? faces.size() : 1;
        int size = budget.size();
        try (SharedArray originals = new SharedArray(faces.size(), AlignedFace.CHANNELS, size, size);
                Perturbation perturbation = new Perturbation(settings, budget, random);
                FaceBatch batch = new FaceBatch(batchSize, size, surrogates, settings.jitter(), random)) {
            for (int k = 0; k < faces.size(); k++) {
                originals.setPart(k, faces.get(k).toArray());
            }
            for (int iteration = 1; iteration <= settings.iterations(); iteration++) {
                double[] losses = iterate(originals, faces.size(), batchSize, perturbation, batch);
                listener.completed(perturbation.snapshot(iteration, losses, batch));
                progress.report(Stage.OPTIMIZATION, iteration, settings.iterations());
            }
            return perturbation.effective();
        }
    }

    /** One pass over the faces, a batch at a time, with a step after each batch. */
    private static double[] iterate(
            SharedArray originals, int count, int batchSize, Perturbation perturbation, FaceBatch batch) {
        double[] losses = new double[count];
        for (int first = 0; first < count; first += batchSize) {
            float[] effective = perturbation.effective();
            for (int k = 0; k < batchSize; k++) {
                batch.show(k, originals.part(first + k), effective);
            }
            System.arraycopy(batch.evaluate(), 0, losses, first, batchSize);
            perturbation.descend(batch.meanGradient());
        }
        return losses;
    }

    private static void requireMatching(List<AlignedFace> faces, List<Surrogate> surrogates, BudgetMap budget) {
        if (faces.isEmpty()) {
            throw new IllegalArgumentException("faces must not be empty");
        }
        if (surrogates.isEmpty()) {
            throw new IllegalArgumentException("surrogates must not be empty");
        }
        for (AlignedFace face : faces) {
            if (face.size() != budget.size()) {
                throw new IllegalArgumentException(
                        "faces must have the budget's side of " + budget.size() + ", but one has " + face.size());
            }
        }
    }
}
