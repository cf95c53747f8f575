package io.facecloak.onnx.internal.recogniser;

import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.runtime.GraphCache;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes graphs from a cache, and makes those that it lacks. */
final class CachedGraphs implements RecogniserGraphs {

    private final ComposedGraphs made;
    private final String content;
    private final Supplier<GraphCache> cache;

    /**
     * @param content stands for the model with all that belongs to it
     * @param cache asked for when a graph is
     */
    CachedGraphs(ComposedGraphs made, String content, Supplier<GraphCache> cache) {
        this.made = made;
        this.content = content;
        this.cache = cache;
    }

    @Override
    public OnnxGraph forward(Device device) {
        return cache.get().load(forwardKey(), made.name(), made::forwardFile, device);
    }

    /** As {@link #forward}, if it is in the cache. */
    Optional<OnnxGraph> keptForward(Device device) {
        return cache.get().find(forwardKey(), made.name(), device);
    }

    @Override
    public OnnxGraph gradient(Device device) {
        String key = GraphCache.key("gradient", GradientLayout.of(device).name(), content);
        return cache.get().load(key, made.name(), () -> made.gradientFile(device), device);
    }

    private String forwardKey() {
        return GraphCache.key("embeddings", content);
    }
}
