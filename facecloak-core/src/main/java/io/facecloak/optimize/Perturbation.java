package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The state of the optimisation: the perturbation δ, the attention A, and what the faces see, P = Proj(A⊙δ). */
final class Perturbation {

    private final OptimizerSettings settings;
    private final Projection projection;
    private float[] delta;
    private float[] attention;
    private float[] effective;
    /** Proj(A⊙δ) before it is made fainter; what {@link Feedback#OVERWRITE} goes on from. */
    private float[] bounded;

    private float restraint = 1;

    /** Draws the attention first, then δ. */
    Perturbation(OptimizerSettings settings, Projection projection, RandomGenerator random) {
        this.settings = settings;
        this.projection = projection;
        int samples = AlignedFace.CHANNELS * projection.size() * projection.size();
        float[] a = settings.attention()
                .map(learnable -> learnable.start(samples, random))
                .orElseGet(() -> ones(samples));
        float[] d = new float[samples];
        for (int i = 0; i < samples && settings.start() != Start.ZERO; i++) {
            float reach = settings.start() == Start.STEP ? settings.step() : projection.budget(i);
            d[i] = reach * (2 * random.nextFloat() - 1);
        }
        store(d, a);
    }

    /** A copy of P, in units of [0, 1] pixel values. */
    float[] effective() {
        return effective.clone();
    }

    /** What P becomes about when δ moves by {@code −step·direction} (without attention). */
    float[] lookAhead(float[] direction, float step) {
        float[] ahead = effective.clone();
        for (int i = 0; i < ahead.length; i++) {
            ahead[i] -= step * direction[i];
        }
        projection.clip(ahead);
        return ahead;
    }

    /**
     * One step against a direction, a multiple of the gradient of the loss with respect to the pixels or what became of it (Eq. 8 to
     * 11).
     *
     * @param signs whether each sample moves by the whole step, else by the step times the direction
     */
    void descend(float[] direction, boolean signs, float step) {
        float[] shaped = projection.pullback(direction);
        float[] d = delta.clone();
        float[] a = attention.clone();
        float[] attentionGradient = new float[d.length];
        for (int i = 0; i < d.length; i++) {
            attentionGradient[i] = shaped[i] * d[i];
        }
        boolean raw = settings.feedback() == Feedback.RAW;
        for (int i = 0; i < d.length; i++) {
            float g = raw ? shaped[i] * a[i] : shaped[i];
            d[i] = (raw ? d[i] : bounded[i]) - step * (signs ? Math.signum(g) : g);
        }
        settings.attention().ifPresent(learnable -> learnable.descend(a, attentionGradient));
        store(d, a);
    }

    private void store(float[] d, float[] a) {
        float[] p = new float[d.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = a[i] * d[i];
        }
        projection.clip(p);
        float[] shaped = projection.shape(p);
        restraint = projection.restraint(shaped, restraint);
        bounded = restraint < 1 ? Projection.scaled(p, restraint) : p;
        delta = d;
        attention = a;
        effective = restraint < 1 ? Projection.scaled(shaped, restraint) : shaped;
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
