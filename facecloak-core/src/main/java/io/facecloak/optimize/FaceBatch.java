package io.facecloak.optimize;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.ModelException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The faces that the surrogates see at one step, and the mean gradient that they give back. */
final class FaceBatch implements AutoCloseable {

    private final int size;
    private final List<Surrogate> surrogates;
    private final List<ContrastiveLoss> losses;
    private final Optional<AlignmentJitter> jitter;
    private final RandomGenerator random;
    private final SharedArray images;
    private final SharedArray gradients;
    private float[] meanGradient;
    private final AlignedWarp[] warps;

    /** @param count how many faces are shown at a time */
    FaceBatch(
            int count, int size, List<Surrogate> surrogates, Optional<AlignmentJitter> jitter, RandomGenerator random) {
        this.size = size;
        this.surrogates = surrogates;
        this.losses = surrogates.stream()
                .map(surrogate -> new ContrastiveLoss(surrogate.anchors()))
                .toList();
        this.jitter = jitter;
        this.random = random;
        images = new SharedArray(count, AlignedFace.CHANNELS, size, size);
        gradients = new SharedArray(count, AlignedFace.CHANNELS, size, size);
        meanGradient = new float[AlignedFace.CHANNELS * size * size];
        warps = new AlignedWarp[count];
    }

    /** Fills place {@code index} with {@code clip(face + perturbation)}, misaligned at random if there is jitter. */
    void show(int index, float[] face, float[] perturbation) {
        float[] image = new float[face.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.min(1, Math.max(0, face[i] + perturbation[i]));
        }
        if (jitter.isPresent()) {
            warps[index] = new AlignedWarp(size, jitter.get().draw(size, random));
            image = warps[index].apply(image);
        }
        images.setPart(index, image);
    }

    /** The loss of each face, averaged over the surrogates; {@link #meanGradient()} then holds the gradient of the mean of them. */
    double[] evaluate() {
        double[] means = new double[warps.length];
        float[] sum = new float[AlignedFace.CHANNELS * size * size];
        for (int s = 0; s < surrogates.size(); s++) {
            ContrastiveLoss loss = losses.get(s);
            float[][] cotangents = new float[warps.length][];
            Arrays.fill(cotangents, loss.cotangent());
            float[][] embeddings =
                    surrogates.get(s).embedder().embedWithGradient(images.buffer(), cotangents, gradients.buffer());
            for (int n = 0; n < warps.length; n++) {
                means[n] += requireNumber(loss.of(embeddings[n]), surrogates.get(s)) / surrogates.size();
                add(jitter.isPresent() ? warps[n].adjoint(gradients.part(n)) : gradients.part(n), sum);
            }
        }
        float share = 1f / (warps.length * surrogates.size());
        for (int i = 0; i < sum.length; i++) {
            sum[i] *= share;
        }
        meanGradient = sum;
        return means;
    }

    /**
     * The gradient of the mean loss with respect to a perturbation common to all faces, at the last evaluation; the clip is not
     * differentiated. Not to be changed.
     */
    float[] meanGradient() {
        return meanGradient;
    }

    private static void add(float[] gradient, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += gradient[i];
        }
    }

    private static double requireNumber(double loss, Surrogate surrogate) {
        if (!Double.isFinite(loss)) {
            throw new ModelException("the embedding of " + surrogate.embedder().name()
                    + " is not finite: the model file is damaged or its input convention wrong");
        }
        return loss;
    }

    @Override
    public void close() {
        images.close();
        gradients.close();
    }
}
