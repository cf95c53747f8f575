package io.facecloak.optimize;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.SimilarityTransform;
import io.facecloak.model.ModelException;
import java.nio.FloatBuffer;
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
    private final SharedArray unwarped;
    private final SharedArray meanGradient;
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
        unwarped = new SharedArray(AlignedFace.CHANNELS, size, size);
        meanGradient = new SharedArray(AlignedFace.CHANNELS, size, size);
        warps = new AlignedWarp[count];
    }

    /** Fills place {@code index} with {@code clip(face + perturbation)}, misaligned at random if there is jitter. */
    void show(int index, FloatBuffer face, FloatBuffer perturbation) {
        FloatBuffer image = images.part(index);
        FloatBuffer clipped = jitter.isPresent() ? unwarped.buffer() : image;
        for (int i = 0; i < face.limit(); i++) {
            clipped.put(i, Math.min(1, Math.max(0, face.get(i) + perturbation.get(i))));
        }
        if (jitter.isPresent()) {
            SimilarityTransform misalignment = jitter.get().draw(size, random);
            warps[index] = new AlignedWarp(size, misalignment);
            warps[index].apply(clipped, image);
        }
    }

    /** The loss of each face, averaged over the surrogates; {@link #meanGradient()} then holds the gradient of the mean of them. */
    double[] evaluate() {
        double[] sums = new double[warps.length];
        FloatBuffer mean = meanGradient.buffer();
        fill(mean, 0);
        for (int s = 0; s < surrogates.size(); s++) {
            ContrastiveLoss loss = losses.get(s);
            float[][] cotangents = new float[warps.length][];
            Arrays.fill(cotangents, loss.cotangent());
            float[][] embeddings =
                    surrogates.get(s).embedder().embedWithGradient(images.buffer(), cotangents, gradients.buffer());
            for (int n = 0; n < warps.length; n++) {
                sums[n] += requireNumber(loss.of(embeddings[n]), surrogates.get(s));
                addGradient(n, mean);
            }
        }
        float share = 1f / (warps.length * surrogates.size());
        for (int i = 0; i < mean.limit(); i++) {
            mean.put(i, share * mean.get(i));
        }
        for (int n = 0; n < sums.length; n++) {
            sums[n] /= surrogates.size();
        }
        return sums;
    }

    /** The gradient of the mean loss with respect to a perturbation common to all faces; the clip is not differentiated. */
    SharedArray meanGradient() {
        return meanGradient;
    }

    private void addGradient(int index, FloatBuffer sum) {
        FloatBuffer gradient = gradients.part(index);
        if (jitter.isPresent()) {
            warps[index].addAdjoint(gradient, sum);
            return;
        }
        for (int i = 0; i < sum.limit(); i++) {
            sum.put(i, sum.get(i) + gradient.get(i));
        }
    }

    private static double requireNumber(double loss, Surrogate surrogate) {
        if (!Double.isFinite(loss)) {
            throw new ModelException("the embedding of " + surrogate.embedder().name()
                    + " is not finite: the model file is damaged or its input convention wrong");
        }
        return loss;
    }

    private static void fill(FloatBuffer buffer, float value) {
        for (int i = 0; i < buffer.limit(); i++) {
            buffer.put(i, value);
        }
    }

    @Override
    public void close() {
        images.close();
        gradients.close();
        unwarped.close();
        meanGradient.close();
    }
}
