package io.facecloak.testing;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;

/**
 * A small differentiable recogniser for tests without models: block means of the face, a random linear map, tanh, L2 normalisation. Its
 * gradient is analytic.
 */
public final class SmoothEmbedder implements Embedder {

    private static final int BLOCKS = 16;

    private final String name;
    private final int dimension;
    private final double[][] weights;

    public SmoothEmbedder(String name, int dimension, long seed) {
        this.name = name;
        this.dimension = dimension;
        this.weights = new double[dimension][AlignedFace.CHANNELS * BLOCKS * BLOCKS];
        Random random = new Random(seed);
        for (double[] row : weights) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextGaussian() / 8;
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return "smooth:" + name;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public double matchThreshold() {
        return 0.5;
    }

    @Override
    public float[][] embed(List<AlignedFace> faces) {
        FloatBuffer batch = FloatBuffer.allocate(
                faces.stream().mapToInt(face -> face.toArray().length).sum());
        faces.forEach(face -> face.putInto(batch));
        return embedWithGradient(batch.flip(), new float[faces.size()][dimension], FloatBuffer.allocate(batch.limit()));
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        int count = cotangents.length;
        int samples = faces.remaining() / count;
        int size = (int) Math.round(Math.sqrt(samples / (double) AlignedFace.CHANNELS));
        double share = BLOCKS * BLOCKS / (double) (size * size);
        float[][] embeddings = new float[count][dimension];
        for (int n = 0; n < count; n++) {
            double[] pooled = new double[AlignedFace.CHANNELS * BLOCKS * BLOCKS];
            for (int i = 0; i < samples; i++) {
                pooled[block(i, size)] += (2 * faces.get(faces.position() + n * samples + i) - 1) * share;
            }
            double[] activation = new double[dimension];
            double norm = 0;
            for (int d = 0; d < dimension; d++) {
                double sum = 0;
                for (int p = 0; p < pooled.length; p++) {
                    sum += weights[d][p] * pooled[p];
                }
                activation[d] = Math.tanh(sum);
                norm += activation[d] * activation[d];
            }
            norm = Math.sqrt(norm);
            double along = 0;
            for (int d = 0; d < dimension; d++) {
                embeddings[n][d] = (float) (activation[d] / norm);
                along += cotangents[n][d] * activation[d] / norm;
            }
            double[] pooledGradient = new double[pooled.length];
            for (int d = 0; d < dimension; d++) {
                double g =
                        (cotangents[n][d] - along * activation[d] / norm) / norm * (1 - activation[d] * activation[d]);
                for (int p = 0; p < pooled.length; p++) {
                    pooledGradient[p] += g * weights[d][p];
                }
            }
            for (int i = 0; i < samples; i++) {
                gradients.put(
                        gradients.position() + n * samples + i, (float) (2 * share * pooledGradient[block(i, size)]));
            }
        }
        return embeddings;
    }

    private static int block(int sample, int size) {
        int channel = sample / (size * size);
        int y = sample / size % size;
        int x = sample % size;
        return (channel * BLOCKS + y * BLOCKS / size) * BLOCKS + x * BLOCKS / size;
    }

    @Override
    public void close() {}
}
