package io.facecloak.optimize;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.transform.DifferentiableMap;
import java.util.Arrays;
import java.util.List;

/** The faces that the surrogates see at one step, and the mean gradient that they give back. */
final class FaceBatch implements AutoCloseable {

    private final List<Surrogate> surrogates;
    private final List<ContrastiveLoss> losses;
    private final SharedArray images;
    private final SharedArray gradients;
    private final DifferentiableMap[] maps;
    private final float[][] clipped;
    private final int samples;

    /** @param count how many faces are shown at a time */
    FaceBatch(int count, int size, List<Surrogate> surrogates) {
        this.surrogates = surrogates;
        this.losses = surrogates.stream()
                .map(surrogate -> new ContrastiveLoss(surrogate.anchors()))
                .toList();
        images = new SharedArray(count, AlignedFace.CHANNELS, size, size);
        gradients = new SharedArray(count, AlignedFace.CHANNELS, size, size);
        maps = new DifferentiableMap[count];
        clipped = new float[count][];
        samples = AlignedFace.CHANNELS * size * size;
    }

    /** Fills place {@code index} with {@code clip(face + perturbation)}, changed by the map. */
    void show(int index, float[] face, float[] perturbation, DifferentiableMap map) {
        float[] image = new float[face.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.min(1, Math.max(0, face[i] + perturbation[i]));
        }
        maps[index] = map;
        clipped[index] = image;
        images.setPart(index, map.apply(image));
    }

    /**
     * The losses of the faces that are shown, and the gradient with respect to a perturbation common to all of them; the clip is not
     * differentiated.
     *
     * @param losses of each face, averaged over the surrogates that were asked
     * @param gradient of the mean loss or, {@linkplain SurrogateMixing#NORMALISED normalised}, the mean of the normalised gradients
     */
    record Result(double[] losses, float[] gradient) {}

    /**
     * Asks all surrogates.
     *
     * @param normalised whether each surrogate's gradient is brought to mean magnitude 1 first
     */
    Result evaluate(boolean normalised) {
        double[] means = new double[maps.length];
        float[] sum = new float[maps.length * samples];
        for (int s = 0; s < surrogates.size(); s++) {
            double[] own = ask(s);
            for (int n = 0; n < means.length; n++) {
                means[n] += own[n] / surrogates.size();
            }
            addGradients(normalised, sum);
        }
        return new Result(means, pulledBack(sum, 1f / (maps.length * surrogates.size())));
    }

    /** Asks one surrogate. */
    Result evaluate(boolean normalised, int surrogate) {
        double[] own = ask(surrogate);
        float[] sum = new float[maps.length * samples];
        addGradients(normalised, sum);
        return new Result(own, pulledBack(sum, 1f / maps.length));
    }

    private double[] ask(int s) {
        float[][] cotangents = new float[maps.length][];
        Arrays.fill(cotangents, losses.get(s).cotangent());
        float[][] embeddings =
                surrogates.get(s).embedder().embedWithGradient(images.buffer(), cotangents, gradients.buffer());
        double[] own = new double[maps.length];
        for (int n = 0; n < own.length; n++) {
            own[n] = requireNumber(losses.get(s).of(embeddings[n]), surrogates.get(s));
        }
        return own;
    }

    private void addGradients(boolean normalised, float[] sum) {
        float[] gradient = gradients.toArray();
        float scale = normalised ? Magnitude.inverseMean(gradient) : 1;
        for (int i = 0; i < sum.length; i++) {
            sum[i] += scale * gradient[i];
        }
    }

    private float[] pulledBack(float[] sum, float share) {
        float[] mean = new float[samples];
        for (int n = 0; n < maps.length; n++) {
            float[] own = maps[n].pullback(clipped[n], Arrays.copyOfRange(sum, n * samples, (n + 1) * samples));
            for (int i = 0; i < samples; i++) {
                mean[i] += share * own[i];
            }
        }
        return mean;
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
