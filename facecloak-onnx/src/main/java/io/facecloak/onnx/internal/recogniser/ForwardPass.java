package io.facecloak.onnx.internal.recogniser;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** From faces to embeddings, a few faces at a time, which bounds memory. Thread-safe. */
public final class ForwardPass implements AutoCloseable {

    /** Faces per run at most. */
    private static final int CHUNK = 32;

    /** Faces per run on devices that prepare shapes, blank ones included: few for a single face, enough for many to be fast. */
    private static final int FIXED_CHUNK = 8;

    private final LazyGraph graph;
    private final boolean isNormalised;
    private final Device device;

    private ForwardPass(LazyGraph graph, boolean isNormalised, Device device) {
        this.graph = graph;
        this.isNormalised = isNormalised;
        this.device = device;
    }

    /**
     * @param composed from {@link EmbeddingGraph}
     * @param device where it runs
     */
    public static ForwardPass of(LazyGraph composed, Device device) {
        return new ForwardPass(composed, true, device);
    }

    /**
     * @param network takes RGB in [0, 1]; its outputs are normalised here
     * @param device where it runs
     */
    public static ForwardPass ofNetwork(LazyGraph network, Device device) {
        return new ForwardPass(network, false, device);
    }

    /** A batch of blank faces to put faces into: as many, or on a device that prepares shapes always the same number. */
    public static FloatTensor batch(int faces, Device device) {
        int size = device.preparesShapes() ? FIXED_CHUNK : faces;
        return FloatTensor.allocate(size, AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE);
    }

    /** Loads the graph now. */
    public void prepare() {
        graph.get();
    }

    /**
     * Embeds faces.
     *
     * @param dimension values of an embedding
     * @return the L2-normalised embeddings, [faces][dimension]
     * @throws ModelException if the model fails, or does not answer with one finite embedding per face
     * @throws IllegalArgumentException if a face is not aligned to {@link AlignedFace#SIZE} pixels
     */
    public float[][] embed(List<AlignedFace> faces, int dimension) {
        for (AlignedFace face : faces) {
            if (face.size() != AlignedFace.SIZE) {
                throw new IllegalArgumentException(
                        "faces must be aligned to " + AlignedFace.SIZE + " pixels, but one has " + face.size());
            }
        }
        float[][] embeddings = new float[faces.size()][dimension];
        int step = device.preparesShapes() ? FIXED_CHUNK : CHUNK;
        for (int start = 0; start < faces.size(); start += step) {
            List<AlignedFace> chunk = faces.subList(start, Math.min(start + step, faces.size()));
            FloatBuffer rows = rows(chunk, dimension);
            for (int i = 0; i < chunk.size(); i++) {
                rows.get(embeddings[start + i]);
                requireFinite(graph.get().name(), embeddings[start + i]);
                if (!isNormalised) {
                    normalise(embeddings[start + i]);
                }
            }
        }
        return embeddings;
    }

    /**
     * @throws ModelException if a value of an embedding is no number
     */
    static void requireFinite(String name, float[] embedding) {
        for (float value : embedding) {
            if (!Float.isFinite(value)) {
                throw new ModelException("an embedding of the model " + name
                        + " is not finite: the model file is damaged or its input convention wrong");
            }
        }
    }

    private FloatBuffer rows(List<AlignedFace> faces, int dimension) {
        FloatTensor pixels = batch(faces.size(), device);
        FloatBuffer target = pixels.data().duplicate();
        faces.forEach(face -> face.putInto(target));
        OnnxGraph loaded = graph.get();
        String input = loaded.inputs().keySet().iterator().next();
        String output = loaded.outputs().keySet().iterator().next();
        FloatTensor embeddings = loaded.run(Map.of(input, pixels)).get(output);
        if (embeddings.data().remaining() != pixels.shape()[0] * dimension) {
            throw new ModelException("the model " + loaded.name() + " answers " + pixels.shape()[0]
                    + " faces with the shape " + Arrays.toString(embeddings.shape())
                    + ", but expected is one embedding of " + dimension + " values per face");
        }
        return embeddings.data();
    }

    private static void normalise(float[] embedding) {
        double squares = 0;
        for (float value : embedding) {
            squares += (double) value * value;
        }
        double norm = Math.max(Math.sqrt(squares), EmbeddingGraph.LEAST_NORM);
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = (float) (embedding[i] / norm);
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
