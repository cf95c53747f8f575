/** From a recogniser's file to its embeddings and gradients. */
package io.facecloak.onnx.internal.recogniser;
