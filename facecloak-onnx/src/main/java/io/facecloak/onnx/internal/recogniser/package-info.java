/**
 * From a recogniser's file to its embeddings and gradients. {@link io.facecloak.onnx.internal.recogniser.RecogniserSource} reads a model, {@link
 * io.facecloak.onnx.internal.recogniser.RecogniserGraphs} loads its two graphs, and {@link
 * io.facecloak.onnx.internal.recogniser.Recogniser} runs them.
 */
package io.facecloak.onnx.internal.recogniser;
