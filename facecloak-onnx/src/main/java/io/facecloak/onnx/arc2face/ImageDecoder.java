package io.facecloak.onnx.arc2face;

import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The decoder of Stable Diffusion 1.5's variational autoencoder: latents to pictures. Thread-safe. */
final class ImageDecoder implements AutoCloseable {

    static final String TITLE = "VAE decoder";

    /** Where it lies in Optimum's layout. */
    static final String FILE = "vae_decoder/model.onnx";

    /** Side of a picture. */
    static final int SIDE = 8 * Denoiser.SIDE;

    /** The autoencoder's latents times this have unit variance. */
    private static final double SCALE = 0.18215;

    private static final Port LATENT = new Port("latent_sample", -1, Denoiser.CHANNELS, Denoiser.SIDE, Denoiser.SIDE);
    private static final Port PICTURE = new Port("sample", -1, 3, -1, -1);

    private final PipelineGraph graph;

    private ImageDecoder(PipelineGraph graph) {
        this.graph = graph;
    }

    /** @throws io.facecloak.model.ModelException if the file is missing, cannot be loaded or is another graph */
    static ImageDecoder open(Path directory, Device device) {
        return new ImageDecoder(PipelineGraph.open(directory.resolve(FILE), TITLE, List.of(LATENT), PICTURE, device));
    }

    /**
     * Decodes one latent.
     *
     * @param latents scaled latents, [N, 4, 64, 64]
     * @param index which of them
     * @return an RGB picture of {@value #SIDE}×{@value #SIDE} pixels, rounded to nearest
     */
    BufferedImage decode(double[] latents, int index) {
        FloatTensor latent = FloatTensor.allocate(1, Denoiser.CHANNELS, Denoiser.SIDE, Denoiser.SIDE);
        for (int i = 0; i < Denoiser.LATENT; i++) {
            latent.data().put(i, (float) (latents[index * Denoiser.LATENT + i] / SCALE));
        }
        FloatBuffer planes = graph.run(Map.of(LATENT.name(), latent), 1, 3, SIDE, SIDE);
        int plane = SIDE * SIDE;
        int[] rgb = new int[plane];
        for (int i = 0; i < plane; i++) {
            rgb[i] = level(planes.get(i)) << 16 | level(planes.get(plane + i)) << 8 | level(planes.get(2 * plane + i));
        }
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, SIDE, SIDE, rgb, 0, SIDE);
        return picture;
    }

    /** −1..1 to 0..255. */
    private static int level(float value) {
        return Math.round(Math.min(1, Math.max(0, value / 2 + 0.5f)) * 255);
    }

    @Override
    public void close() {
        graph.close();
    }
}
