/** Stage 1 with Arc2Face: photorealistic portraits of the person, from a diffusion model that is conditioned on their ArcFace embedding. */
package io.facecloak.onnx.arc2face;
