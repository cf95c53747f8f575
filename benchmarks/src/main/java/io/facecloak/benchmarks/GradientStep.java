package io.facecloak.benchmarks;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A recogniser's forward pass, and its gradient step, on a batch of seeded noise. */
final class GradientStep {

    private static final int SAMPLES = AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE;

    private final Embedder embedder;
    private final List<AlignedFace> faces = new ArrayList<>();
    private final FloatBuffer pixels;
    private final FloatBuffer gradients;
    private final float[][] cotangents;

    GradientStep(Embedder embedder, int batch) {
        this.embedder = embedder;
        Random random = new Random(1);
        pixels = FloatTensor.allocateBuffer(batch * SAMPLES);
        gradients = FloatTensor.allocateBuffer(batch * SAMPLES);
        for (int n = 0; n < batch; n++) {
            float[] planes = new float[SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                planes[i] = random.nextFloat();
            }
            faces.add(AlignedFace.of(AlignedFace.SIZE, planes));
            pixels.put(planes);
        }
        pixels.flip();
        cotangents = new float[batch][embedder.dimension()];
        for (float[] cotangent : cotangents) {
            for (int i = 0; i < cotangent.length; i++) {
                cotangent[i] = (float) random.nextGaussian();
            }
        }
    }

    float[][] forward() {
        return embedder.embed(faces);
    }

    float[][] forwardAndGradient() {
        return embedder.embedWithGradient(pixels, cotangents, gradients);
    }
}
