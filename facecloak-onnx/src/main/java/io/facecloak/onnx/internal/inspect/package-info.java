/** What a model file holds and whether it can be used, found out without running it. */
package io.facecloak.onnx.internal.inspect;
