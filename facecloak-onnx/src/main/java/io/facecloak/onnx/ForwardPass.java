package io.facecloak.onnx;

import io.facecloak.image.AlignedFace;
import io.facecloak.onnx.runtime.FloatTensor;
import io.facecloak.onnx.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** From faces to embeddings, a few faces at a time, which bounds memory. Thread-safe. */
final class ForwardPass implements AutoCloseable {

    /** Faces per run. */
    private static final int CHUNK = 32;

    private final LazyGraph graph;
    private final boolean isNormalised;

    private ForwardPass(LazyGraph graph, boolean isNormalised) {
        this.graph = graph;
        this.isNormalised = isNormalised;
    }

    /** @param composed from {@link EmbeddingGraph} */
    static ForwardPass of(LazyGraph composed) {
        return new ForwardPass(composed, true);
    }

    /** @param network takes RGB in [0, 1]; its outputs are normalised here */
    static ForwardPass ofNetwork(LazyGraph network) {
        return new ForwardPass(network, false);
    }

    /**
     * Embeds faces.
     *
     * @param dimension values of an embedding
     * @return the L2-normalised embeddings, [faces][dimension]
     * @throws IllegalArgumentException if a face is not aligned to {@link AlignedFace#SIZE} pixels
     */
    float[][] embed(List<AlignedFace> faces, int dimension) {
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
                if (!isNormalised) {
                    normalise(embeddings[start + i]);
                }
            }
        }
        return embeddings;
    }

    private FloatBuffer rows(List<AlignedFace> faces) {
        FloatTensor pixels =
                FloatTensor.allocate(faces.size(), AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE);
        FloatBuffer target = pixels.data().duplicate();
        faces.forEach(face -> face.putInto(target));
        OnnxGraph loaded = graph.get();
        String input = loaded.inputs().keySet().iterator().next();
        String output = loaded.outputs().keySet().iterator().next();
        return loaded.run(Map.of(input, pixels)).get(output).data();
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
