package io.facecloak.onnx.arc2face;

import java.util.Arrays;

/** Arc2Face's whole arithmetic on the tiny networks, written from its description, without any of the library's classes. */
final class PlainArc2Face {

    private final Weights weights;

    PlainArc2Face(Weights weights) {
        this.weights = weights;
    }

    /**
     * One picture.
     *
     * @param identity normalised, 512 values
     * @param latent standard normal, 4×64×64
     * @return levels before rounding, 0..255, planes R, G, B of 512×512
     */
    double[] picture(double[] identity, double[] latent, int steps, double guidance) {
        double[] person = encode(identity, 49406, 1125, 539, 320, 1014, 2533);
        double[] nothing = encode(new double[512], 49406);
        double[] clean = denoise(latent, person, nothing, steps, guidance);
        double[] unscaled = weights.rounded(PlainMath.map(clean, v -> v / 0.18215));
        double[] sample = weights.rounded(TinyVaeDecoder.plain(weights, unscaled));
        return PlainMath.map(sample, v -> 255 * Math.max(0, Math.min(1, v / 2 + 0.5)));
    }

    private double[] encode(double[] face, int... ids) {
        int[] padded = Arrays.copyOf(ids, 77);
        Arrays.fill(padded, ids.length, 77, 49407);
        return weights.rounded(TinyTextEncoder.plain(weights, padded, weights.rounded(face)));
    }

    /** DPM-Solver++ 2M in the notation of λ = ln(α/σ), as its authors and diffusers 0.23.0 write it. */
    private double[] denoise(double[] latent, double[] person, double[] nothing, int steps, double guidance) {
        TinyUnet unet = new TinyUnet(weights);
        double[] x = latent.clone();
        double[] previous = null;
        for (int k = 0; k < steps; k++) {
            double[] input = weights.rounded(x);
            int t = timestep(k, steps);
            double[] without = weights.rounded(unet.plain(input, t, nothing));
            double[] with = weights.rounded(unet.plain(input, t, person));
            int next = k + 1 < steps ? timestep(k + 1, steps) : 0;
            double h = lambda(next) - lambda(t);
            boolean second = k > 0 && (k + 1 < steps || steps >= 15);
            double ratio = second ? (lambda(t) - lambda(timestep(k - 1, steps))) / h : 1;
            double[] clean = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                double noise = without[i] + guidance * (with[i] - without[i]);
                clean[i] = (x[i] - sigma(t) * noise) / alpha(t);
                double slope = second ? (clean[i] - previous[i]) / ratio : 0;
                x[i] = sigma(next) / sigma(t) * x[i]
                        - alpha(next) * (Math.exp(-h) - 1) * clean[i]
                        - 0.5 * alpha(next) * (Math.exp(-h) - 1) * slope;
            }
            previous = clean;
        }
        return x;
    }

    private static int timestep(int k, int steps) {
        return (int) Math.round(999.0 * (steps - k) / steps);
    }

    private static double alpha(int t) {
        double kept = 1;
        for (int i = 0; i <= t; i++) {
            double root = Math.sqrt(0.00085) + i / 999.0 * (Math.sqrt(0.012) - Math.sqrt(0.00085));
            kept *= 1 - root * root;
        }
        return Math.sqrt(kept);
    }

    private static double sigma(int t) {
        return Math.sqrt(1 - alpha(t) * alpha(t));
    }

    private static double lambda(int t) {
        return Math.log(alpha(t) / sigma(t));
    }
}
