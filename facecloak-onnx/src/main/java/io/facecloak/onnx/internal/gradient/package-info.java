/**
 * Differentiates ONNX graphs: {@link io.facecloak.onnx.internal.gradient.GradientGraph} appends the vector-Jacobian product of every node
 * between the output and the input as ordinary ONNX nodes, so that gradients run wherever the model runs. Weights are constants.
 */
package io.facecloak.onnx.internal.gradient;
