/**
 * The face detector MTCNN (Zhang et al., "Joint Face Detection and Alignment using Multi-task Cascaded Convolutional Networks", 2016):
 * three small networks, each more precise than the one before, on an image pyramid.
 */
package io.facecloak.onnx.internal.mtcnn;
