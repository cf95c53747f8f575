package io.facecloak.onnx.internal.recogniser;

import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.util.function.Supplier;

/** A graph that is loaded when it is first needed. Thread-safe. */
public final class LazyGraph implements AutoCloseable {

    /** Null when the graph is there, so that the model it was made from can be let go. */
    private Supplier<OnnxGraph> source;

    private OnnxGraph graph;

    private LazyGraph(Supplier<OnnxGraph> source, OnnxGraph graph) {
        this.source = source;
        this.graph = graph;
    }

    /** @param source loads it; asked once, and once more after each of its exceptions, which are passed on */
    public static LazyGraph from(Supplier<OnnxGraph> source) {
        return new LazyGraph(source, null);
    }

    public static LazyGraph of(OnnxGraph loaded) {
        return new LazyGraph(null, loaded);
    }

    synchronized OnnxGraph get() {
        if (graph == null) {
            graph = source.get();
            source = null;
        }
        return graph;
    }

    /** Closes the graph if it was loaded. */
    @Override
    public synchronized void close() {
        if (graph != null) {
            graph.close();
        }
    }
}
