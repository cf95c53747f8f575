package io.facecloak.optimize;

import io.facecloak.focus.BudgetMap;
import io.facecloak.image.AlignedFace;
import java.nio.FloatBuffer;
import java.util.random.RandomGenerator;

/** The state of the optimisation: the perturbation δ, the attention A, and what the faces see, P = Proj(A⊙δ). */
final class Perturbation implements AutoCloseable {

    private final OptimizerSettings settings;
    private final BudgetMap budget;
    private final SharedArray delta;
    private final SharedArray attention;
    private final SharedArray effective;
    private final SharedArray attentionGradient;

    /** Draws the attention first, then δ. */
    Perturbation(OptimizerSettings settings, BudgetMap budget, RandomGenerator random) {
        this.settings = settings;
        this.budget = budget;
        int size = budget.size();
        delta = new SharedArray(AlignedFace.CHANNELS, size, size);
        attention = new SharedArray(AlignedFace.CHANNELS, size, size);
        effective = new SharedArray(AlignedFace.CHANNELS, size, size);
        attentionGradient = new SharedArray(AlignedFace.CHANNELS, size, size);
        FloatBuffer a = attention.buffer();
        FloatBuffer d = delta.buffer();
        settings.attention().ifPresentOrElse(learnable -> learnable.initialise(a, random), () -> {
            for (int i = 0; i < a.limit(); i++) {
                a.put(i, 1);
            }
        });
        for (int i = 0; i < d.limit(); i++) {
            d.put(i, settings.step() * (2 * random.nextFloat() - 1));
        }
        project();
    }

    /** P in units of [0, 1] pixel values. */
    FloatBuffer effective() {
        return effective.buffer();
    }

    /** One step along the gradient of the loss with respect to the pixels (Eq. 8 to 11). */
    void descend(FloatBuffer gradient) {
        FloatBuffer d = delta.buffer();
        FloatBuffer a = attention.buffer();
        FloatBuffer p = effective.buffer();
        FloatBuffer ga = attentionGradient.buffer();
        boolean raw = settings.feedback() == Feedback.RAW;
        float step = settings.step();
        for (int i = 0; i < d.limit(); i++) {
            float g = gradient.get(i);
            ga.put(i, g * d.get(i));
            d.put(i, raw ? d.get(i) - step * Math.signum(g * a.get(i)) : p.get(i) - step * Math.signum(g));
        }
        settings.attention().ifPresent(learnable -> learnable.descend(a, ga));
        project();
    }

    private void project() {
        FloatBuffer d = delta.buffer();
        FloatBuffer a = attention.buffer();
        FloatBuffer p = effective.buffer();
        for (int i = 0; i < p.limit(); i++) {
            p.put(i, a.get(i) * d.get(i));
        }
        budget.project(p);
    }

    IterationListener.Iteration snapshot(int number, double[] losses, FaceBatch batch) {
        return new IterationListener.Iteration(
                number,
                losses.clone(),
                batch.meanGradient().toArray(),
                attention.toArray(),
                delta.toArray(),
                effective.toArray());
    }

    float[] toArray() {
        return effective.toArray();
    }

    @Override
    public void close() {
        delta.close();
        attention.close();
        effective.close();
        attentionGradient.close();
    }
}
