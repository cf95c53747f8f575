package io.facecloak.optimize;

import io.facecloak.focus.BudgetMap;
import io.facecloak.image.AlignedFace;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The state of the optimisation: the perturbation δ, the attention A, and what the faces see, P = Proj(A⊙δ). */
final class Perturbation implements AutoCloseable {

    private final OptimizerSettings settings;
    private final BudgetMap budget;
    private final SharedArray delta;
    private final SharedArray attention;
    private final SharedArray effective;

    /** Draws the attention first, then δ. */
    Perturbation(OptimizerSettings settings, BudgetMap budget, RandomGenerator random) {
        this.settings = settings;
        this.budget = budget;
        int size = budget.size();
        delta = new SharedArray(AlignedFace.CHANNELS, size, size);
        attention = new SharedArray(AlignedFace.CHANNELS, size, size);
        effective = new SharedArray(AlignedFace.CHANNELS, size, size);
        int samples = AlignedFace.CHANNELS * size * size;
        float[] a = settings.attention()
                .map(learnable -> learnable.start(samples, random))
                .orElseGet(() -> ones(samples));
        float[] d = new float[samples];
        for (int i = 0; i < samples; i++) {
            d[i] = settings.step() * (2 * random.nextFloat() - 1);
        }
        store(d, a);
    }

    /** A copy of P, in units of [0, 1] pixel values. */
    float[] effective() {
        return effective.toArray();
    }

    /** One step along the gradient of the loss with respect to the pixels (Eq. 8 to 11). */
    void descend(float[] gradient) {
        float[] d = delta.toArray();
        float[] a = attention.toArray();
        float[] attentionGradient = new float[d.length];
        for (int i = 0; i < d.length; i++) {
            attentionGradient[i] = gradient[i] * d[i];
        }
        float step = settings.step();
        if (settings.feedback() == Feedback.RAW) {
            for (int i = 0; i < d.length; i++) {
                d[i] -= step * Math.signum(gradient[i] * a[i]);
            }
        } else {
            float[] p = effective.toArray();
            for (int i = 0; i < d.length; i++) {
                d[i] = p[i] - step * Math.signum(gradient[i]);
            }
        }
        settings.attention().ifPresent(learnable -> learnable.descend(a, attentionGradient));
        store(d, a);
    }

    private void store(float[] d, float[] a) {
        float[] p = new float[d.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = a[i] * d[i];
        }
        budget.project(p);
        delta.set(d);
        attention.set(a);
        effective.set(p);
    }

    private static float[] ones(int samples) {
        float[] ones = new float[samples];
        Arrays.fill(ones, 1);
        return ones;
    }

    IterationListener.Iteration snapshot(int number, double[] losses, FaceBatch batch) {
        return new IterationListener.Iteration(
                number,
                losses.clone(),
                batch.meanGradient(),
                attention.toArray(),
                delta.toArray(),
                effective.toArray());
    }

    @Override
    public void close() {
        delta.close();
        attention.close();
        effective.close();
    }
}
