/** How the model store downloads, checks and keeps files. */
package io.facecloak.onnx.internal.store;
