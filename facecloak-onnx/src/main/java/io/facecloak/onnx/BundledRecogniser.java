package io.facecloak.onnx;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.onnx.runtime.Device;
import io.facecloak.onnx.runtime.FloatTensor;
import io.facecloak.onnx.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A recogniser whose file, fingerprint and length of embeddings were known when the jar was built: it takes faces as they are, so its file
 * goes to the engine as it is, when the first face comes. Only its gradient needs the file to be read. Thread-safe; shared by the whole
 * process, so {@link #close()} does nothing.
 */
final class BundledRecogniser implements Embedder {

    /** Faces per run, which bounds memory. */
    private static final int CHUNK = 32;

    private final String name;
    private final String fingerprint;
    private final int dimension;
    private final Supplier<byte[]> model;
    private final InputSpec spec;
    private final Device device;
    private OnnxGraph forward;
    private OnnxEmbedder differentiable;

    /** @param spec of a network that takes RGB in [0, 1] as it is */
    BundledRecogniser(
            String name, String fingerprint, int dimension, Supplier<byte[]> model, InputSpec spec, Device device) {
        this.name = name;
        this.fingerprint = fingerprint;
        this.dimension = dimension;
        this.model = model;
        this.spec = spec;
        this.device = device;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public double matchThreshold() {
        return spec.matchThreshold();
    }

    @Override
    public float[][] embed(List<AlignedFace> faces) {
        for (AlignedFace face : faces) {
            if (face.size() != AlignedFace.SIZE) {
                throw new IllegalArgumentException(
                        "faces must be aligned to " + AlignedFace.SIZE + " pixels, but one has " + face.size());
            }
        }
        float[][] embeddings = new float[faces.size()][dimension];
        for (int start = 0; start < faces.size(); start += CHUNK) {
            List<AlignedFace> chunk = faces.subList(start, Math.min(start + CHUNK, faces.size()));
            FloatBuffer rows = rows(chunk);
            for (int i = 0; i < chunk.size(); i++) {
                rows.get(embeddings[start + i]);
                normalise(embeddings[start + i]);
            }
        }
        return embeddings;
    }

    private FloatBuffer rows(List<AlignedFace> faces) {
        FloatTensor pixels =
                FloatTensor.allocate(faces.size(), AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE);
        FloatBuffer target = pixels.data().duplicate();
        faces.forEach(face -> face.putInto(target));
        OnnxGraph graph = forward();
        String input = graph.inputs().keySet().iterator().next();
        String output = graph.outputs().keySet().iterator().next();
        return graph.run(Map.of(input, pixels)).get(output).data();
    }

    private static void normalise(float[] embedding) {
        double squares = 0;
        for (float value : embedding) {
            squares += (double) value * value;
        }
        double norm = Math.max(Math.sqrt(squares), 1e-12);
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = (float) (embedding[i] / norm);
        }
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        return differentiable().embedWithGradient(faces, cotangents, gradients);
    }

    private synchronized OnnxGraph forward() {
        if (forward == null) {
            forward = OnnxGraph.load(name, model.get(), device);
        }
        return forward;
    }

    private synchronized OnnxEmbedder differentiable() {
        if (differentiable == null) {
            differentiable = OnnxEmbedder.of(name, model.get(), spec, device);
        }
        return differentiable;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "BundledRecogniser[" + name + ", " + dimension + " values]";
    }
}
