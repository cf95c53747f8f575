package io.facecloak.internal.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.parallel.Lanes;
import io.facecloak.model.ModelException;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.transform.LinearMap;
import java.util.Arrays;
import java.util.List;

/** The faces that the surrogates see at one step, and the mean gradient that they give back. */
public final class FaceBatch {

    private final List<Surrogate> surrogates;
    private final List<ContrastiveLoss> losses;
    private final SharedArray images;
    /** Of each surrogate. */
    private final List<SharedArray> gradients;

    private final LinearMap[] maps;
    private final int samples;
    private final int threads;

    /**
     * @param count how many faces are shown at a time
     * @param threads that gradients are carried back on, face by face
     */
    public FaceBatch(int count, int size, List<Surrogate> surrogates, int threads) {
        this.surrogates = surrogates;
        this.losses = surrogates.stream()
                .map(surrogate -> new ContrastiveLoss(surrogate.anchors()))
                .toList();
        this.threads = threads;
        images = new SharedArray(count, AlignedFace.CHANNELS, size, size);
        gradients = surrogates.stream()
                .map(surrogate -> new SharedArray(count, AlignedFace.CHANNELS, size, size))
                .toList();
        maps = new LinearMap[count];
        samples = AlignedFace.CHANNELS * size * size;
    }

    /** Fills place {@code index} with {@code clip(face + perturbation)}, changed by the map. Different places may be filled at a time. */
    public void show(int index, float[] face, float[] perturbation, LinearMap map) {
        float[] image = new float[samples];
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.min(1, Math.max(0, face[i] + perturbation[i]));
        }
        maps[index] = map;
        images.setPart(index, map.apply(image));
    }

    /**
     * The losses of the faces that are shown, and the gradient with respect to a perturbation common to all of them; the clip is not
     * differentiated.
     *
     * @param losses of each face, averaged over the surrogates
     * @param gradient of the mean loss, or as the method says
     */
    public record Result(double[] losses, float[] gradient) {}

    /** The gradient is that of the mean loss. */
    public Result evaluate() {
        double[] means = meanLosses();
        float[] ones = new float[surrogates.size()];
        Arrays.fill(ones, 1);
        return new Result(means, gradient(ones));
    }

    /** Each surrogate's gradient is brought to mean magnitude 1 before their mean is taken, so that none drowns the others. */
    public Result evaluateNormalised() {
        double[] means = meanLosses();
        float[] scales = new float[surrogates.size()];
        for (int s = 0; s < scales.length; s++) {
            scales[s] = inverseMeanMagnitude(gradients.get(s).toArray());
        }
        return new Result(means, gradient(scales));
    }

    private double[] meanLosses() {
        double[] means = new double[maps.length];
        for (int s = 0; s < surrogates.size(); s++) {
            double[] own = ask(s);
            for (int n = 0; n < means.length; n++) {
                means[n] += own[n] / surrogates.size();
            }
        }
        return means;
    }

    private double[] ask(int s) {
        float[][] cotangents = new float[maps.length][];
        Arrays.fill(cotangents, losses.get(s).cotangent());
        float[][] embeddings = surrogates
                .get(s)
                .embedder()
                .embedWithGradient(images.buffer(), cotangents, gradients.get(s).buffer());
        double[] own = new double[maps.length];
        for (int n = 0; n < own.length; n++) {
            own[n] = requireNumber(losses.get(s).of(embeddings[n]), surrogates.get(s));
        }
        return own;
    }

    /** @param scales of each surrogate's gradient */
    private float[] gradient(float[] scales) {
        float[][] pulledBack = new float[maps.length][];
        Lanes.run(threads, maps.length, n -> pulledBack[n] = maps[n].adjoint(sum(n, scales)));
        float share = 1f / (maps.length * surrogates.size());
        float[] mean = new float[samples];
        for (float[] own : pulledBack) {
            for (int i = 0; i < samples; i++) {
                mean[i] += share * own[i];
            }
        }
        return mean;
    }

    /** What the surrogates gave for face n. */
    private float[] sum(int n, float[] scales) {
        float[] sum = new float[samples];
        for (int s = 0; s < scales.length; s++) {
            float[] own = gradients.get(s).part(n);
            for (int i = 0; i < samples; i++) {
                sum[i] += scales[s] * own[i];
            }
        }
        return sum;
    }

    /** What brings the mean magnitude of a gradient's samples to 1; 0 for a gradient of zeros. */
    private static float inverseMeanMagnitude(float[] gradient) {
        double sum = 0;
        for (float value : gradient) {
            sum += Math.abs(value);
        }
        return sum == 0 ? 0 : (float) (gradient.length / sum);
    }

    private static double requireNumber(double loss, Surrogate surrogate) {
        if (!Double.isFinite(loss)) {
            throw new ModelException("the embedding of " + surrogate.embedder().name()
                    + " is not finite: the model file is damaged or its input convention wrong");
        }
        return loss;
    }
}
