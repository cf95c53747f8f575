/** ONNX Runtime sessions and tensors: the only package that touches {@code ai.onnxruntime}. */
package io.facecloak.onnx.internal.runtime;
