package io.facecloak.onnx.arc2face;

import io.facecloak.onnx.arc2face.Arc2FaceOptions.FinalSigma;
import java.util.Objects;

/**
 * The sampler DPM-Solver++ 2M (multistep, second order, midpoint; deterministic) for a network that predicts noise, with the schedule of
 * Stable Diffusion 1.5: 1000 training steps, betas from 0.00085 to 0.012 linear in their square roots, timesteps spaced evenly from 999
 * down. Equal to {@code DPMSolverMultistepScheduler} of diffusers built from that model's scheduler file. Arithmetic is in double
 * precision. Immutable; the state of a run is a {@link Trajectory}.
 */
final class DpmSolver {

    private static final int TRAINING_STEPS = 1000;
    private static final double BETA_START = 0.00085;
    private static final double BETA_END = 0.012;

    /** Shorter runs end with a first-order step, which keeps them stable. */
    private static final int STABLE_STEPS = 15;

    private final int[] timesteps;

    /** Noise to signal before each step, and after the last. */
    private final double[] sigmas;

    /**
     * @param steps number of denoising steps, 1 to 999
     */
    DpmSolver(int steps, FinalSigma finalSigma) {
        Objects.requireNonNull(finalSigma, "finalSigma");
        if (steps < 1 || steps >= TRAINING_STEPS) {
            throw new IllegalArgumentException("steps must be 1 to " + (TRAINING_STEPS - 1) + ", but is " + steps);
        }
        double[] trained = trainedSigmas();
        timesteps = new int[steps];
        sigmas = new double[steps + 1];
        for (int k = 0; k < steps; k++) {
            timesteps[k] = (int) Math.rint((TRAINING_STEPS - 1.0) * (steps - k) / steps);
            sigmas[k] = trained[timesteps[k]];
        }
        sigmas[steps] = finalSigma == FinalSigma.ZERO ? 0 : trained[0];
    }

    private static double[] trainedSigmas() {
        double[] trained = new double[TRAINING_STEPS];
        double kept = 1;
        double start = Math.sqrt(BETA_START);
        double end = Math.sqrt(BETA_END);
        for (int i = 0; i < TRAINING_STEPS; i++) {
            double root = start + i / (TRAINING_STEPS - 1.0) * (end - start);
            kept *= 1 - root * root;
            trained[i] = Math.sqrt((1 - kept) / kept);
        }
        return trained;
    }

    /** Number of denoising steps. */
    int steps() {
        return timesteps.length;
    }

    /** The timestep that the network is told in step k, 0..999. */
    int timestep(int k) {
        return timesteps[k];
    }

    /** Noise to signal before step k; for k = {@link #steps()}, after the last step. */
    double sigma(int k) {
        return sigmas[k];
    }

    /** Order of step k: 1 where there is no history yet or the end asks for it, else 2. */
    int order(int k) {
        boolean last = k == steps() - 1;
        return k == 0 || last && (steps() < STABLE_STEPS || sigmas[k + 1] == 0) ? 1 : 2;
    }

    /** Begins a run. */
    Trajectory start(double[] noise) {
        return new Trajectory(noise);
    }

    /** One run from noise to a latent. Not thread-safe. */
    final class Trajectory {

        private final double[] latent;
        private double[] clean;
        private double[] previousClean;
        private int step;

        private Trajectory(double[] noise) {
            latent = noise.clone();
            clean = new double[noise.length];
            previousClean = new double[noise.length];
        }

        /** The latent so far, live: the next step changes it. */
        double[] latent() {
            return latent;
        }

        /** The timestep of the next step. */
        int timestep() {
            return timesteps[step];
        }

        boolean isFinished() {
            return step == steps();
        }

        /**
         * Takes the next step.
         *
         * @param noise what the network sees in {@link #latent()} at {@link #timestep()}
         */
        void advance(double[] noise) {
            if (isFinished()) {
                throw new IllegalStateException("all " + steps() + " steps are taken");
            }
            double[] oldest = previousClean;
            previousClean = clean;
            clean = oldest;
            double signal = signal(step);
            double spread = sigmas[step] * signal;
            double nextSignal = signal(step + 1);
            // With λ = −ln σ, exp(−h) is the ratio of the sigmas, which stays finite where λ does not.
            double keep = sigmas[step + 1] * nextSignal / spread;
            double gain = nextSignal * (1 - sigmas[step + 1] / sigmas[step]);
            double slope = order(step) == 1 ? 0 : slope(step);
            for (int i = 0; i < latent.length; i++) {
                clean[i] = (latent[i] - spread * noise[i]) / signal;
                double direction = clean[i] + slope * (clean[i] - previousClean[i]);
                latent[i] = keep * latent[i] + gain * direction;
            }
            step++;
        }

        private double signal(int k) {
            return 1 / Math.sqrt(1 + sigmas[k] * sigmas[k]);
        }

        private double slope(int k) {
            double h = Math.log(sigmas[k] / sigmas[k + 1]);
            double past = Math.log(sigmas[k - 1] / sigmas[k]);
            return h / (2 * past);
        }
    }
}
