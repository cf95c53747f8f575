/** FaceCloak's models on ONNX Runtime. */
package io.facecloak.onnx;
