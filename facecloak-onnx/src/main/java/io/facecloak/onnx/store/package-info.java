/** What is kept on the user's disk between runs, and where. */
package io.facecloak.onnx.store;
