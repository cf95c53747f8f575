/**
 * ONNX models as data: reading them, bringing them to one dialect (float32, a recent operator set, a free batch dimension) and
 * appending nodes. Knows nothing of faces or gradients.
 */
package io.facecloak.onnx.internal.graph;
