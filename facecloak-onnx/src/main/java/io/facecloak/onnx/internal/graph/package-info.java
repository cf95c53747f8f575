/** ONNX graphs as data: their names, constants and attributes, and a builder that appends nodes. Knows nothing of what operators mean. */
package io.facecloak.onnx.internal.graph;
