package io.facecloak.model;

import io.facecloak.face.AlignedFace;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A face recogniser: aligned faces in, embeddings out, and the gradient of any linear function of the embedding with respect to the
 * pixels.
 *
 * <ul>
 *   <li>Faces are in aligned space (see {@link AlignedFace}); conversion to the network's own input (size, channel order, mean, scale)
 *       is part of the embedder, and of its gradient.
 *   <li>Embeddings are L2-normalised, so their dot product is the cosine similarity.
 *   <li>Implementations are thread-safe. {@link #close()} is idempotent, waits for running calls, and every later call throws
 *       {@link IllegalStateException}.
 *   <li>A failure inside the engine is a {@link ModelException} that names the model.
 * </ul>
 */
public interface Embedder extends AutoCloseable {

    /** A short name for people, such as {@code mobileface-v2}. */
    String name();

    /** Identifies weights and input convention: embeddings are comparable only between equal fingerprints. */
    String fingerprint();

    /** Length of an embedding. */
    int dimension();

    /** Cosine similarity from which two faces count as the same person. */
    double matchThreshold();

    /** Loads now what the first face to embed would wait for. By default nothing, which suffices for a recogniser that loads nothing late. */
    default void prepare() {}

    /** CPU threads that this recogniser may use at a time, at least 1: what is done to the faces round its gradients uses as many. */
    default int threads() {
        return 1;
    }

    /** One L2-normalised embedding of {@link #dimension()} values per face, in order. */
    float[][] embed(List<AlignedFace> faces);

    /** The L2-normalised embedding of one face. */
    default float[] embed(AlignedFace face) {
        return embed(List.of(face))[0];
    }

    /**
     * Embeddings ê and, in the same pass, the pixel gradients of {@code ⟨cotangents[n], ê(face n)⟩}.
     *
     * @param faces N faces, shape [N, 3, H, W], RGB in [0, 1], from the buffer's position to its limit; neither is moved. Direct
     *     buffers in native order save a copy
     * @param cotangents N vectors of {@link #dimension()} values
     * @param gradients receives [N, 3, H, W] from its position on; the position is not moved
     * @return N L2-normalised embeddings
     * @throws IllegalArgumentException if the sizes do not fit together
     */
    float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients);

    @Override
    void close();
}
