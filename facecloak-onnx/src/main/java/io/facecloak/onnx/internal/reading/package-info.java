/**
 * Models of unknown origin: checks them, reads them, and brings them to one dialect (float32, a recent operator set, a free batch dimension).
 * Knows nothing of faces or gradients.
 */
package io.facecloak.onnx.internal.reading;
