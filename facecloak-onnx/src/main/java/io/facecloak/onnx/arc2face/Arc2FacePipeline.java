package io.facecloak.onnx.arc2face;

import io.facecloak.model.Progress;
import io.facecloak.model.Progress.Stage;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From an identity embedding to pictures: text encoder, denoising loop, decoder. Thread-safe. */
final class Arc2FacePipeline implements AutoCloseable {

    private final TextEncoder encoder;
    private final Denoiser denoiser;
    private final ImageDecoder decoder;
    private final DpmSolver solver;
    private final double guidance;
    private final int batch;

    private Arc2FacePipeline(TextEncoder encoder, Denoiser denoiser, ImageDecoder decoder, Arc2FaceOptions options) {
        this.encoder = encoder;
        this.denoiser = denoiser;
        this.decoder = decoder;
        this.solver = new DpmSolver(options.steps(), options.finalSigma());
        this.guidance = options.guidance();
        this.batch = Math.min(options.batch(), denoiser.maximumImages());
    }

    /** @throws io.facecloak.model.ModelException if a graph is missing, cannot be loaded or is another one */
    static Arc2FacePipeline load(Path directory, Device device, Arc2FaceOptions options) {
        // The small ones first: what is wrong with them is said before gigabytes are read.
        TextEncoder encoder = null;
        ImageDecoder decoder = null;
        try {
            encoder = TextEncoder.open(directory, device);
            decoder = ImageDecoder.open(directory, device);
            return new Arc2FacePipeline(encoder, Denoiser.open(directory, device), decoder, options);
        } catch (RuntimeException e) {
            if (encoder != null) {
                encoder.close();
            }
            if (decoder != null) {
                decoder.close();
            }
            throw e;
        }
    }

    /**
     * Generates one picture per noise seed; a picture does not depend on those beside it.
     *
     * @param identity L2-normalised embedding of 512 values
     * @param progress told in {@link Stage#DENOISING}, before the first and after every step of every batch
     */
    List<BufferedImage> generate(float[] identity, long[] noiseSeeds, Progress progress) {
        int batches = (noiseSeeds.length + batch - 1) / batch;
        int total = batches * solver.steps();
        progress.report(Stage.DENOISING, 0, total);
        Conditions conditions = encoder.encode(identity);
        List<BufferedImage> pictures = new ArrayList<>();
        for (int start = 0; start < noiseSeeds.length; start += batch) {
            int images = Math.min(batch, noiseSeeds.length - start);
            int doneBefore = start / batch * solver.steps();
            double[] noise = new double[images * Denoiser.LATENT];
            for (int i = 0; i < images; i++) {
                double[] own = new GaussianNoise(noiseSeeds[start + i]).next(Denoiser.LATENT);
                System.arraycopy(own, 0, noise, i * Denoiser.LATENT, Denoiser.LATENT);
            }
            double[] latents = denoise(noise, conditions.forBatch(images), doneBefore, total, progress);
            for (int i = 0; i < images; i++) {
                pictures.add(decoder.decode(latents, i));
            }
        }
        return pictures;
    }

    private double[] denoise(double[] noise, FloatTensor conditions, int doneBefore, int total, Progress progress) {
        DpmSolver.Trajectory trajectory = solver.start(noise);
        for (int step = 1; !trajectory.isFinished(); step++) {
            trajectory.advance(denoiser.noise(trajectory.latent(), trajectory.timestep(), conditions, guidance));
            progress.report(Stage.DENOISING, doneBefore + step, total);
        }
        return trajectory.latent();
    }

    @Override
    public void close() {
        encoder.close();
        denoiser.close();
        decoder.close();
    }
}
