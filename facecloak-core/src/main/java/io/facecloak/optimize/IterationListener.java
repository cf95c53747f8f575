package io.facecloak.optimize;

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
