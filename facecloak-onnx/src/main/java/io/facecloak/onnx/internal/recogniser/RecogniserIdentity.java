package io.facecloak.onnx.internal.recogniser;

import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.internal.runtime.GraphCache;

/**
 * What identifies a recogniser without its model at hand.
 *
 * @param fingerprint as {@link OnnxEmbedder#fingerprint()} tells it
 * @param content stands for the model with all that belongs to it, for {@link GraphCache#key}
 * @param dimension values of its embeddings
 */
public record RecogniserIdentity(String fingerprint, String content, int dimension) {}
