package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.HashMap;
import java.util.Map;

/** The gradients collected for each value so far; a value with several consumers gets the sum of what comes back from each. */
final class Cotangents {

    private final GraphBuilder graph;
    private final Map<String, String> sums = new HashMap<>();

    Cotangents(GraphBuilder graph) {
        this.graph = graph;
    }

    void add(String value, String gradient) {
        sums.merge(value, gradient, graph::add);
    }

    /** The sum, or null where nothing came back. */
    String of(String value) {
        return sums.get(value);
    }
}
