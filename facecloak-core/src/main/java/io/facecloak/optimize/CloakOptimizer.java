package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.focus.BudgetMap;
import io.facecloak.model.Embedder;
import io.facecloak.model.Progress;
import io.facecloak.model.Progress.Stage;
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
     * @param random the only source of chance; draws attention and perturbation, then one number that all later draws depend on
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
        Descent descent = new Descent(settings, faces, surrogates, budget, random);
        for (int iteration = 1; iteration <= settings.iterations(); iteration++) {
            listener.completed(descent.iterate(iteration));
            progress.report(Stage.OPTIMIZATION, iteration, settings.iterations());
        }
        return descent.result();
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

    /**
     * A recogniser that the cloak is learnt on.
     *
     * @param embedder gives embeddings and gradients; whoever opened it closes it
     * @param anchors embeddings of this embedder
     */
    public record Surrogate(Embedder embedder, Anchors anchors) {

        /**
         * @throws IllegalArgumentException if the anchors are not of the embedder's dimension
         */
        public Surrogate {
            Objects.requireNonNull(embedder, "embedder");
            Objects.requireNonNull(anchors, "anchors");
            if (anchors.near().length != embedder.dimension()) {
                throw new IllegalArgumentException("anchors must hold " + embedder.dimension() + " values for "
                        + embedder.name() + ", but hold " + anchors.near().length);
            }
        }
    }

    /** Watches the optimisation, on the learning thread. An exception thrown here ends the learning and reaches the caller. */
    @FunctionalInterface
    public interface IterationListener {

        /**
         * The state after an iteration; the arrays are the listener's own. All but the losses have the layout of
         * {@link io.facecloak.face.AlignedFace}.
         *
         * @param number of the iteration, from 1
         * @param losses of each face at the moment it was evaluated (mean over the surrogates)
         * @param gradient of the loss with respect to the pixels, as used by the last step
         * @param attention A; all 1 without attention
         * @param perturbation δ before attention and projection
         * @param effective what the faces see in the next iteration
         */
        record Iteration(
                int number,
                double[] losses,
                float[] gradient,
                float[] attention,
                float[] perturbation,
                float[] effective) {}

        void completed(Iteration iteration);
    }
}
