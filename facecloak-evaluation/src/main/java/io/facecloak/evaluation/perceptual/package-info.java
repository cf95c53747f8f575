/** Perceptual image metrics as ONNX graphs that the user supplies. */
package io.facecloak.evaluation.perceptual;
