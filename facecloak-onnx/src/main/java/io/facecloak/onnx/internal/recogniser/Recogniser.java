package io.facecloak.onnx.internal.recogniser;

import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.recogniser.RecogniserFile.Reading;
import io.facecloak.onnx.internal.runtime.GraphCache;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A recogniser that runs: what identifies it, the pass from faces to embeddings, and the one that also goes back to the pixels, whose graph is
 * loaded when it is first needed. A {@link RecogniserSource} reads the model, {@link ComposedGraphs} makes the graphs from it, {@link
 * CachedGraphs} spares that work, and the passes run them. Thread-safe, but for {@link #close()}.
 */
public final class Recogniser implements AutoCloseable {

    private final RecogniserIdentity identity;
    private final ForwardPass forward;
    private final GradientPass gradient;

    private Recogniser(
            String name, RecogniserIdentity identity, ForwardPass forward, RecogniserGraphs graphs, Device device) {
        this.identity = identity;
        this.forward = forward;
        this.gradient = new GradientPass(
                on -> ModelBudget.spend(name, () -> graphs.gradient(on)), identity.dimension(), device);
    }

    /**
     * Opens a file. One that the cache knows and that has not changed is not read; it is read later if its gradient is needed and not in the
     * cache.
     *
     * @throws ModelException if the file is not a recogniser that can run
     */
    public static Recogniser open(RecogniserFile file, Device device) {
        return recalled(file, device).orElseGet(() -> ModelBudget.spend(file.path(), () -> read(file, device)));
    }

    private static Optional<Recogniser> recalled(RecogniserFile file, Device device) {
        return file.recall().flatMap(identity -> {
            String content = identity.content();
            ComposedGraphs made = ComposedGraphs.of(file.name(), file.ofContent(content));
            CachedGraphs graphs = new CachedGraphs(made, content, file::cache);
            return graphs.keptForward(device)
                    .map(forward -> new Recogniser(
                            file.name(), identity, ForwardPass.of(LazyGraph.of(forward), device), graphs, device));
        });
    }

    private static Recogniser read(RecogniserFile file, Device device) {
        Reading reading = file.read();
        RecogniserModel model = file.compose(reading);
        ComposedGraphs made = ComposedGraphs.of(model, file.ofContent(model.content()));
        RecogniserGraphs graphs = new CachedGraphs(made, model.content(), file::cache);
        Recogniser recogniser = tried(model, graphs.forward(device), graphs, device);
        file.remember(reading, recogniser.identity);
        return recogniser;
    }

    /**
     * Opens what any source gives. Only the graph with the gradient is kept in the cache.
     *
     * @throws ModelException if it is not a recogniser that can run
     */
    public static Recogniser open(String name, RecogniserSource source, GraphCache cache, Device device) {
        return ModelBudget.spend(name, () -> {
            RecogniserModel model = source.read();
            ComposedGraphs made = ComposedGraphs.of(model, source);
            return tried(model, made.forward(device), new CachedGraphs(made, model.content(), () -> cache), device);
        });
    }

    /**
     * A recogniser whose identity is known beforehand and whose network takes RGB in [0, 1]: its file goes to the engine as it is, when the
     * first face comes.
     *
     * @param file gives the bytes of its file
     * @param source reads the model, for the gradient alone, if that is not in the cache
     */
    public static Recogniser known(
            String name,
            RecogniserIdentity identity,
            Supplier<byte[]> file,
            RecogniserSource source,
            Supplier<GraphCache> cache,
            Device device) {
        LazyGraph network = LazyGraph.from(() -> OnnxGraph.load(name, file.get(), device));
        CachedGraphs graphs = new CachedGraphs(ComposedGraphs.of(name, source), identity.content(), cache);
        return new Recogniser(name, identity, ForwardPass.ofNetwork(network, device), graphs, device);
    }

    /** Runs the forward graph once, which shows whether it can run, and how long its embeddings are. */
    private static Recogniser tried(RecogniserModel model, OnnxGraph forward, RecogniserGraphs graphs, Device device) {
        try {
            long[] shape = forward.run(Map.of(EmbeddingGraph.FACES, ForwardPass.batch(1, device)))
                    .get(EmbeddingGraph.EMBEDDINGS)
                    .shape();
            RecogniserIdentity identity = new RecogniserIdentity(
                    model.fingerprint(), model.content(), EmbeddingGraph.dimension(model.name(), shape));
            return new Recogniser(
                    model.name(), identity, ForwardPass.of(LazyGraph.of(forward), device), graphs, device);
        } catch (RuntimeException e) {
            forward.close();
            throw e;
        }
    }

    public RecogniserIdentity identity() {
        return identity;
    }

    public ForwardPass forward() {
        return forward;
    }

    public GradientPass gradient() {
        return gradient;
    }

    @Override
    public void close() {
        forward.close();
        gradient.close();
    }
}
