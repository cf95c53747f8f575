package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.focus.BudgetMap;
import io.facecloak.optimize.CloakOptimizer.IterationListener;
import io.facecloak.optimize.OptimizerSettings.Feedback;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The state of the optimisation: the perturbation δ, the attention A, and what the faces see, P = Proj(A⊙δ). */
final class Perturbation {

    private final OptimizerSettings settings;
    private final BudgetMap budget;
    private float[] delta;
    private float[] attention;
    private float[] effective;

    /** Draws the attention first, then δ, uniform in ± one step. */
    Perturbation(OptimizerSettings settings, BudgetMap budget, RandomGenerator random) {
        this.settings = settings;
        this.budget = budget;
        int samples = AlignedFace.CHANNELS * budget.size() * budget.size();
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
        return effective.clone();
    }

    /** One step against the gradient of the loss with respect to the pixels (Eq. 8 to 11). */
    void descend(float[] gradient) {
        float[] d = delta.clone();
        float[] a = attention.clone();
        float[] attentionGradient = new float[d.length];
        for (int i = 0; i < d.length; i++) {
            attentionGradient[i] = gradient[i] * d[i];
        }
        boolean raw = settings.feedback() == Feedback.RAW;
        for (int i = 0; i < d.length; i++) {
            float g = raw ? gradient[i] * a[i] : gradient[i];
            d[i] = (raw ? d[i] : effective[i]) - settings.step() * Math.signum(g);
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
        delta = d;
        attention = a;
        effective = p;
    }

    private static float[] ones(int samples) {
        float[] ones = new float[samples];
        Arrays.fill(ones, 1);
        return ones;
    }

    IterationListener.Iteration snapshot(int number, double[] losses, float[] gradient) {
        return new IterationListener.Iteration(
                number, losses.clone(), gradient.clone(), attention.clone(), delta.clone(), effective.clone());
    }
}
