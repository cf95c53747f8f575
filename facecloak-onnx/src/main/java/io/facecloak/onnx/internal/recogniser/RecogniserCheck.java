package io.facecloak.onnx.internal.recogniser;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.internal.operator.ShapeInference;
import java.util.Optional;

/** Tells without running a model whether {@link OnnxEmbedder} would refuse it. Stateless and thread-safe. */
public final class RecogniserCheck {

    private RecogniserCheck() {}

    /**
     * What speaks against a model's being a face recogniser with this input convention.
     *
     * @param name the model's name for the message
     * @param network in the dialect of {@code ModelReader}
     * @return a sentence; nothing if nothing is to be seen without running it
     */
    public static Optional<String> objection(String name, ModelProto network, InputSpec spec) {
        try {
            EmbeddingGraph.requireSize(name, network, spec);
            ModelProto composed = EmbeddingGraph.compose(name, network, spec);
            long[] faces = {1, AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE};
            long[] shape = ShapeInference.of(composed.getGraph(), faces, 1).shape(EmbeddingGraph.EMBEDDINGS);
            if (shape != null) {
                EmbeddingGraph.dimension(name, shape);
            }
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(e.getMessage());
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            return Optional.of("the model " + name + " is malformed: " + e.getMessage());
        }
    }
}
