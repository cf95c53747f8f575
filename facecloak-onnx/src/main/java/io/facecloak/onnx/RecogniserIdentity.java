package io.facecloak.onnx;

import io.facecloak.onnx.runtime.GraphCache;

/**
 * What identifies a recogniser without its model at hand.
 *
 * @param fingerprint as {@link OnnxEmbedder#fingerprint()} tells it
 * @param content stands for the model with all that belongs to it, for {@link GraphCache#key}
 * @param dimension values of its embeddings
 */
record RecogniserIdentity(String fingerprint, String content, int dimension) {}
