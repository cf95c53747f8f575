package io.facecloak.onnx.arc2face;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Arc2Face's UNet with classifier-free guidance: sees the noise in latents. Thread-safe. */
final class Denoiser implements AutoCloseable {

    static final String TITLE = "UNet";

    /** Where it lies in Optimum's layout; its weights lie beside it. */
    static final String FILE = "unet/model.onnx";

    /** Channels of a latent. */
    static final int CHANNELS = 4;

    /** Side of a latent. */
    static final int SIDE = 64;

    /** Values of a latent. */
    static final int LATENT = CHANNELS * SIDE * SIDE;

    private static final Port SAMPLE = new Port("sample", -1, CHANNELS, SIDE, SIDE);
    private static final Port TIMESTEP = new Port("timestep");
    private static final Port STATES = new Port("encoder_hidden_states", -1, Prompt.TOKENS, TextEncoder.WIDTH);
    private static final Port NOISE = new Port("out_sample", -1, CHANNELS, SIDE, SIDE);

    private final PipelineGraph graph;
    private final int rank;
    private final boolean oneTimestep;

    private Denoiser(PipelineGraph graph) {
        this.graph = graph;
        long[] timestep = graph.declared(TIMESTEP.name());
        this.rank = timestep.length;
        this.oneTimestep = rank == 0 || timestep[0] == 1;
    }

    /** @throws ModelException if the file is missing, cannot be loaded, is another graph or takes one latent only */
    static Denoiser open(Path directory, Device device) {
        Path file = directory.resolve(FILE);
        PipelineGraph graph = PipelineGraph.open(file, TITLE, List.of(SAMPLE, TIMESTEP, STATES), NOISE, device);
        try {
            long batch = graph.declared(SAMPLE.name())[0];
            if (batch != -1 && batch != 2) {
                throw new ModelException(file + " takes batches of " + batch
                        + " latents only, but guidance needs two per image: export it with a dynamic batch axis");
            }
            return new Denoiser(graph);
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    /** Most images of one run. */
    int maximumImages() {
        return graph.declared(SAMPLE.name())[0] == 2 ? 1 : Integer.MAX_VALUE;
    }

    /**
     * The noise in latents, as {@code nothing + guidance·(person − nothing)}.
     *
     * @param latents [images, 4, 64, 64]
     * @param timestep how noisy they are, 0..999
     * @param conditions {@link Conditions#forBatch(int)} for so many images
     * @param guidance 1 follows the person's prompt alone, more exaggerates it
     * @return [images, 4, 64, 64]
     */
    double[] noise(double[] latents, int timestep, FloatTensor conditions, double guidance) {
        int images = latents.length / LATENT;
        FloatTensor doubled = FloatTensor.allocate(2L * images, CHANNELS, SIDE, SIDE);
        for (int i = 0; i < latents.length; i++) {
            float value = (float) latents[i];
            doubled.data().put(i, value).put(latents.length + i, value);
        }
        FloatBuffer seen = graph.run(
                Map.of(
                        SAMPLE.name(),
                        doubled,
                        TIMESTEP.name(),
                        timesteps(timestep, 2 * images),
                        STATES.name(),
                        conditions),
                doubled.shape());
        double[] noise = new double[latents.length];
        for (int i = 0; i < noise.length; i++) {
            double nothing = seen.get(i);
            noise[i] = nothing + guidance * (seen.get(noise.length + i) - nothing);
        }
        return noise;
    }

    private FloatTensor timesteps(int timestep, int latents) {
        float[] values = new float[oneTimestep ? 1 : latents];
        Arrays.fill(values, timestep);
        FloatTensor tensor = rank == 0 ? FloatTensor.allocate() : FloatTensor.allocate(values.length);
        tensor.data().duplicate().put(values);
        return tensor;
    }

    @Override
    public void close() {
        graph.close();
    }
}
