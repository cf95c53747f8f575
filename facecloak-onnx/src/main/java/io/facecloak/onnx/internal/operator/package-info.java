/**
 * What is known of ONNX operators, one class per family: the shape of what they compute, small numbers that exporters compute with them, and how
 * gradients pass them. {@link io.facecloak.onnx.internal.operator.Operators} lists the families; CONTRIBUTING.md says how
 * one is added. Knows nothing of whole models.
 */
package io.facecloak.onnx.internal.operator;
