package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.HashMap;
import java.util.Map;

/** The gradients collected for each value so far; a value with several consumers gets the sum of what comes back from each. */
public final class Cotangents {

    private final GraphBuilder graph;
    private final Map<String, String> sums = new HashMap<>();

    public Cotangents(GraphBuilder graph) {
        this.graph = graph;
    }

    public void add(String value, String gradient) {
        sums.merge(value, gradient, graph::add);
    }

    /** The sum, or null where nothing came back. */
    public String of(String value) {
        return sums.get(value);
    }
}
