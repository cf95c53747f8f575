package io.facecloak.onnx.internal.recogniser;

import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes the graphs from the model. A model that is at hand already serves for the first gradient and is let go then, because large models
 * should not stay in memory for another one, which may never be needed: that one reads the model again.
 */
final class ComposedGraphs implements RecogniserGraphs {

    private final String name;
    private final AtomicReference<RecogniserModel> atHand;
    private final RecogniserSource source;

    private ComposedGraphs(String name, RecogniserModel atHand, RecogniserSource source) {
        this.name = name;
        this.atHand = new AtomicReference<>(atHand);
        this.source = source;
    }

    /** The model is read when a graph is needed. */
    static ComposedGraphs of(String name, RecogniserSource source) {
        return new ComposedGraphs(name, null, source);
    }

    /** @param again reads the model another time */
    static ComposedGraphs of(RecogniserModel read, RecogniserSource again) {
        return new ComposedGraphs(read.name(), read, again);
    }

    String name() {
        return name;
    }

    /** The graph from faces to embeddings as an ONNX file. */
    byte[] forwardFile() {
        return orRead(atHand.get()).forward();
    }

    /** The graph with its gradient as an ONNX file, in the layout that is best on a device. */
    byte[] gradientFile(Device device) {
        return orRead(atHand.getAndSet(null)).differentiated(GradientLayout.of(device));
    }

    private RecogniserModel orRead(RecogniserModel held) {
        return held != null ? held : source.read();
    }

    @Override
    public OnnxGraph forward(Device device) {
        return OnnxGraph.load(name, forwardFile(), device);
    }

    @Override
    public OnnxGraph gradient(Device device) {
        return OnnxGraph.load(name, gradientFile(device), device);
    }
}
