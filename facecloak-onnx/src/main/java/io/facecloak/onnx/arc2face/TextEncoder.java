package io.facecloak.onnx.arc2face;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Arc2Face's CLIP text encoder, which reads a face in the place of one word: the graph replaces the embedding of the token {@code id} by
 * the person's ArcFace embedding, zero-padded to the encoder's width, before it adds the positions. Thread-safe.
 */
final class TextEncoder implements AutoCloseable {

    static final String TITLE = "text encoder";

    /** Where it lies in Optimum's layout. */
    static final String FILE = "text_encoder/model.onnx";

    /** Values of an identity embedding. */
    static final int IDENTITY = 512;

    /** Values per encoded token. */
    static final int WIDTH = 768;

    private static final Port IDS = new Port("input_ids", -1, Prompt.TOKENS);
    private static final Port FACE = new Port("face_embeds", -1, -1);
    private static final Port STATES = new Port("last_hidden_state", -1, Prompt.TOKENS, WIDTH);

    private final PipelineGraph graph;
    private final int faceWidth;

    private TextEncoder(PipelineGraph graph, Path file) {
        this.graph = graph;
        long declared = graph.declared(FACE.name())[1];
        if (declared != -1 && declared != IDENTITY && declared != WIDTH) {
            throw new ModelException(file + " takes face_embeds of " + declared
                    + " values, but Arc2Face's embeddings have " + IDENTITY + ", or " + WIDTH + " after padding");
        }
        this.faceWidth = declared == WIDTH ? WIDTH : IDENTITY;
    }

    /** @throws ModelException if the file is missing, cannot be loaded or is another graph */
    static TextEncoder open(Path directory, Device device) {
        Path file = directory.resolve(FILE);
        PipelineGraph graph = PipelineGraph.open(file, TITLE, List.of(IDS, FACE), STATES, device);
        try {
            return new TextEncoder(graph, file);
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    /**
     * Encodes both prompts.
     *
     * @param identity L2-normalised ArcFace embedding
     * @throws IllegalArgumentException if it does not have {@value #IDENTITY} values
     */
    Conditions encode(float[] identity) {
        if (identity.length != IDENTITY) {
            throw new IllegalArgumentException(
                    "identity must have " + IDENTITY + " values, but has " + identity.length);
        }
        return new Conditions(encode(Prompt.nothing(), new float[0]), encode(Prompt.person(), identity));
    }

    private float[] encode(FloatTensor ids, float[] face) {
        FloatTensor padded = FloatTensor.allocate(1, faceWidth);
        padded.data().duplicate().put(face);
        float[] states = new float[Prompt.TOKENS * WIDTH];
        graph.run(Map.of(IDS.name(), ids, FACE.name(), padded), 1, Prompt.TOKENS, WIDTH)
                .get(states);
        return states;
    }

    @Override
    public void close() {
        graph.close();
    }
}
