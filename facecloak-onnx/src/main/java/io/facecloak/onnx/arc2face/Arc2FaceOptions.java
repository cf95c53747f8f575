package io.facecloak.onnx.arc2face;

import java.util.Objects;

/**
 * How Arc2Face generates. Immutable.
 *
 * @param steps denoising steps, 1 to 999; more are slower and, beyond some 25, hardly better
 * @param guidance how strongly the person's prompt is followed (classifier-free guidance), 1 to 20; much lowers the variety
 * @param finalSigma how much noise the last step leaves
 * @param memoryLimit bytes that the images of one batch may take beside the weights, estimated as {@link #MEMORY_PER_IMAGE} each; one
 *     image is always made
 */
public record Arc2FaceOptions(int steps, double guidance, FinalSigma finalSigma, long memoryLimit) {

    /**
     * Memory for one image, rounded up to 2.5 GiB: two passes (guidance) through the UNet's attention over 64×64 positions, whose 8 heads
     * hold 4096×4096 float32 scores twice, are 2 GiB; the rest is for feature maps. On a CPU 2.2 GiB were measured. Graphs with fused
     * attention take far less.
     */
    public static final long MEMORY_PER_IMAGE = 5L << 29;

    private static final Arc2FaceOptions DEFAULTS = new Arc2FaceOptions(25, 3.0, FinalSigma.SIGMA_MIN, 4L << 30);

    /**
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Arc2FaceOptions {
        Objects.requireNonNull(finalSigma, "finalSigma");
        if (steps < 1 || steps > 999) {
            throw new IllegalArgumentException("steps must be 1 to 999, but is " + steps);
        }
        if (!(guidance >= 1 && guidance <= 20)) {
            throw new IllegalArgumentException("guidance must be 1 to 20, but is " + guidance);
        }
        if (memoryLimit < 1) {
            throw new IllegalArgumentException("memoryLimit must be positive, but is " + memoryLimit);
        }
    }

    /** The paper's: 25 steps, guidance 3, {@link FinalSigma#SIGMA_MIN}; and 4 GiB, so one image at a time as the authors' code does. */
    public static Arc2FaceOptions defaults() {
        return DEFAULTS;
    }

    public Arc2FaceOptions withSteps(int newSteps) {
        return new Arc2FaceOptions(newSteps, guidance, finalSigma, memoryLimit);
    }

    public Arc2FaceOptions withGuidance(double newGuidance) {
        return new Arc2FaceOptions(steps, newGuidance, finalSigma, memoryLimit);
    }

    public Arc2FaceOptions withFinalSigma(FinalSigma newFinalSigma) {
        return new Arc2FaceOptions(steps, guidance, newFinalSigma, memoryLimit);
    }

    public Arc2FaceOptions withMemoryLimit(long newMemoryLimit) {
        return new Arc2FaceOptions(steps, guidance, finalSigma, newMemoryLimit);
    }

    /** Most images of one batch. */
    int batch() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, memoryLimit / MEMORY_PER_IMAGE));
    }

    /** How much noise the sampler leaves in the last latent; only the last step differs. */
    public enum FinalSigma {

        /** The noise of the training's first timestep (σ ≈ 0.029), as diffusers 0.23.0 does, which the paper's authors use. */
        SIGMA_MIN,

        /** None: the last step ends at the predicted clean latent, the default of recent diffusers. */
        ZERO
    }
}
