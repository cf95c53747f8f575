package io.facecloak.internal.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.optimize.Refinement;
import io.facecloak.transform.RandomTransform;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Refines a perturbation on one photo's own face: the projected descent of Eq. 4 and 9 to 11 on that face alone, within a budget of its own
 * for every sample. The clips are not differentiated.
 * Immutable and thread-safe; equal arguments give equal results on one machine.
 */
public final class FaceRefiner {

    /** Misaligned views of the face per step: two gradients that two threads compute in the time of one. */
    private static final int VIEWS = 2;

    private final Refinement settings;

    public FaceRefiner(Refinement settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /**
     * Refines.
     *
     * @param face in aligned space, without a cloak
     * @param start the perturbation to begin with, in the layout and units of the face, such as the personal cloak
     * @param budget for each sample, how far it may move; in units of [0, 1] pixel values, not negative
     * @param surrogates at least one; their near anchor is what the face is pushed away from
     * @param gray whether the three colours of a pixel move together, as they must in a photo without colour
     * @param seed of the random misalignments
     * @return the refined perturbation, within the budget
     * @throws IllegalArgumentException if sizes differ or there is no surrogate
     * @throws CancellationException if the thread is interrupted; it stays interrupted
     * @throws io.facecloak.model.ModelException if a surrogate fails
     */
    public float[] refine(
            AlignedFace face, float[] start, float[] budget, List<Surrogate> surrogates, boolean gray, long seed) {
        float[] original = face.toArray();
        requireLength("start", start, original);
        requireLength("budget", budget, original);
        if (surrogates.isEmpty()) {
            throw new IllegalArgumentException("surrogates must not be empty");
        }
        int threads = surrogates.stream()
                .mapToInt(surrogate -> surrogate.embedder().threads())
                .max()
                .orElseThrow();
        RandomTransform jitter = settings.jitter();
        Draws draws = new Draws(seed);
        float[] perturbation = projected(start, budget, gray);
        FaceBatch batch = new FaceBatch(VIEWS, face.size(), surrogates, threads);
        for (int step = 1; step <= settings.steps(); step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("refining a face was interrupted");
            }
            for (int view = 0; view < VIEWS; view++) {
                batch.show(view, original, perturbation, jitter.sample(face.size(), draws.at(step, view)));
            }
            float[] gradient = batch.evaluateNormalised().gradient();
            perturbation = projected(moved(perturbation, gradient, budget, gray), budget, gray);
        }
        return perturbation;
    }

    /** A step of every sample in proportion to its budget, so that all can cross it in the same number of steps. */
    private float[] moved(float[] perturbation, float[] gradient, float[] budget, boolean gray) {
        float[] way = gray ? meanOfColours(gradient) : gradient;
        float share = settings.step() / settings.epsilon();
        float[] moved = new float[perturbation.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = perturbation[i] - share * budget[i] * Math.signum(way[i]);
        }
        return moved;
    }

    private static float[] projected(float[] perturbation, float[] budget, boolean gray) {
        float[] projected = gray ? meanOfColours(perturbation) : perturbation.clone();
        for (int i = 0; i < projected.length; i++) {
            projected[i] = Math.max(-budget[i], Math.min(budget[i], projected[i]));
        }
        return projected;
    }

    private static float[] meanOfColours(float[] values) {
        int plane = values.length / AlignedFace.CHANNELS;
        float[] mean = new float[values.length];
        for (int i = 0; i < plane; i++) {
            float sum = 0;
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                sum += values[c * plane + i];
            }
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                mean[c * plane + i] = sum / AlignedFace.CHANNELS;
            }
        }
        return mean;
    }

    private static void requireLength(String name, float[] values, float[] face) {
        if (values.length != face.length) {
            throw new IllegalArgumentException(
                    name + " must hold " + face.length + " values as the face does, but holds " + values.length);
        }
    }
}
