/** Stage 1 with Arc2Face: photorealistic portraits of the person, by a diffusion model that is told their ArcFace embedding. */
package io.facecloak.onnx.arc2face;
