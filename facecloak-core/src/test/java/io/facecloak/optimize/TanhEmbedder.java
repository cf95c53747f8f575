package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.random.RandomGenerator;

/** The smooth recogniser of the golden trajectories: {@code e = tanh(W (2x - 1) + b)}, normalised; gradients by hand. */
final class TanhEmbedder implements Embedder {

    private final String name;
    private final double[][] weights;
    private final double[] bias;

    TanhEmbedder(String name, double[][] weights, double[] bias) {
        this.name = name;
        this.weights = weights;
        this.bias = bias;
    }

    static TanhEmbedder random(String name, int dimension, int size, RandomGenerator random) {
        int samples = AlignedFace.CHANNELS * size * size;
        double[][] weights = new double[dimension][samples];
        double[] bias = new double[dimension];
        for (int d = 0; d < dimension; d++) {
            bias[d] = 0.1 * random.nextGaussian();
            for (int i = 0; i < samples; i++) {
                weights[d][i] = random.nextGaussian() / Math.sqrt(samples);
            }
        }
        return new TanhEmbedder(name, weights, bias);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return "tanh:" + name;
    }

    @Override
    public int dimension() {
        return bias.length;
    }

    @Override
    public double matchThreshold() {
        return 0.5;
    }

    @Override
    public float[][] embed(List<AlignedFace> faces) {
        float[][] embeddings = new float[faces.size()][];
        for (int n = 0; n < embeddings.length; n++) {
            embeddings[n] = normalised(activations(FloatBuffer.wrap(faces.get(n).toArray()), 0));
        }
        return embeddings;
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        int samples = weights[0].length;
        if (faces.remaining() != cotangents.length * samples || gradients.remaining() < faces.remaining()) {
            throw new IllegalArgumentException("faces " + faces + ", gradients " + gradients);
        }
        float[][] embeddings = new float[cotangents.length][];
        for (int n = 0; n < cotangents.length; n++) {
            double[] e = activations(faces, faces.position() + n * samples);
            embeddings[n] = normalised(e);
            double norm = norm(e);
            double along = 0;
            for (int d = 0; d < e.length; d++) {
                along += cotangents[n][d] * e[d] / norm;
            }
            double[] upstream = new double[e.length];
            for (int d = 0; d < e.length; d++) {
                upstream[d] = (cotangents[n][d] - along * e[d] / norm) / norm * (1 - e[d] * e[d]) * 2;
            }
            for (int i = 0; i < samples; i++) {
                double sum = 0;
                for (int d = 0; d < e.length; d++) {
                    sum += upstream[d] * weights[d][i];
                }
                gradients.put(gradients.position() + n * samples + i, (float) sum);
            }
        }
        return embeddings;
    }

    @Override
    public void close() {}

    private double[] activations(FloatBuffer face, int offset) {
        double[] e = new double[bias.length];
        for (int d = 0; d < e.length; d++) {
            double sum = bias[d];
            for (int i = 0; i < weights[d].length; i++) {
                sum += weights[d][i] * (2.0 * face.get(offset + i) - 1);
            }
            e[d] = Math.tanh(sum);
        }
        return e;
    }

    private static float[] normalised(double[] e) {
        double norm = norm(e);
        float[] result = new float[e.length];
        for (int d = 0; d < e.length; d++) {
            result[d] = (float) (e[d] / norm);
        }
        return result;
    }

    private static double norm(double[] e) {
        double sum = 0;
        for (double v : e) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }
}
