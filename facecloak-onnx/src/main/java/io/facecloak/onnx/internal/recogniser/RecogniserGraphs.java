package io.facecloak.onnx.internal.recogniser;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.runtime.OnnxGraph;

/** Loads the two graphs of one recogniser; the caller closes them. Implementations are thread-safe. */
interface RecogniserGraphs {

    /**
     * The graph from faces to embeddings.
     *
     * @throws ModelException if the model cannot be read, or not loaded on the device
     */
    OnnxGraph forward(Device device);

    /**
     * The graph that also goes back to the pixels.
     *
     * @throws ModelException as for {@link #forward}, or if the model cannot be differentiated
     */
    OnnxGraph gradient(Device device);
}
