package io.facecloak.onnx;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.recogniser.EmbeddingGraph;
import io.facecloak.onnx.internal.recogniser.ForwardPass;
import io.facecloak.onnx.internal.recogniser.GradientPass;
import io.facecloak.onnx.internal.recogniser.InputConventions;
import io.facecloak.onnx.internal.recogniser.LazyGraph;
import io.facecloak.onnx.internal.recogniser.RecogniserFile;
import io.facecloak.onnx.internal.recogniser.RecogniserFile.Reading;
import io.facecloak.onnx.internal.recogniser.RecogniserGraph;
import io.facecloak.onnx.internal.recogniser.RecogniserIdentity;
import io.facecloak.onnx.internal.runtime.GraphCache;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A face recogniser from an ONNX file. Its gradient comes from {@link GradientGraph}, so any recogniser made of supported operators
 * works without an export step. Thread-safe; the graph with the gradient is loaded when it is first needed. Both graphs come from
 * {@link GraphCache} if they were needed before.
 */
public final class OnnxEmbedder implements Embedder {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxEmbedder.class);

    private final String name;
    private final InputSpec spec;
    private final RecogniserIdentity identity;
    private final ForwardPass forward;
    private final GradientPass gradient;
    private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
    private boolean closed;

    private OnnxEmbedder(
            String name, InputSpec spec, RecogniserIdentity identity, ForwardPass forward, GradientPass gradient) {
        this.name = name;
        this.spec = spec;
        this.identity = identity;
        this.forward = forward;
        this.gradient = gradient;
    }

    /**
     * Opens a model file on {@link Device#configured()}, with the input convention that {@link InputConventions} finds; where that is a
     * guess, the log warns.
     *
     * @throws ModelException if the file is not a recogniser that can run
     */
    public static OnnxEmbedder open(Path file) {
        return open(file, Device.configured());
    }

    /** As {@link #open(Path)}, on a device. */
    public static OnnxEmbedder open(Path file, Device device) {
        Objects.requireNonNull(device, "device");
        return ModelBudget.spend(file, () -> openFound(file, device));
    }

    private static OnnxEmbedder openFound(Path file, Device device) {
        InputConvention convention = InputConventions.of(file);
        if (convention.isGuessed()) {
            LOG.warn(
                    "the input convention of {} is a guess: {}; taking {}; put a {}.properties beside it to state it",
                    file,
                    convention.explanation(),
                    convention.spec().describe(),
                    InputConventions.stem(file));
        }
        return open(file, convention.spec(), device);
    }

    /**
     * Opens a model file with an explicit input convention.
     *
     * @throws ModelException if the file is not a recogniser that can run
     */
    public static OnnxEmbedder open(Path file, InputSpec spec, Device device) {
        return open(file, spec, device, GraphCache.configured());
    }

    /**
     * As {@link #open(Path, InputSpec, Device)}, with another cache for the graphs that are made from the model than the user's. A file
     * that is in the cache and has not changed is not read; it is read later if its gradient is needed and not in the cache.
     *
     * @throws ModelException if the file is not a recogniser that can run
     */
    public static OnnxEmbedder open(Path file, InputSpec spec, Device device, GraphCache cache) {
        return open(file, spec, device, cache, Clock.systemUTC());
    }

    static OnnxEmbedder open(Path file, InputSpec spec, Device device, GraphCache cache, Clock clock) {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(cache, "cache");
        String name = InputConventions.stem(file);
        RecogniserFile source = new RecogniserFile(file, spec, cache, clock);
        Optional<OnnxEmbedder> known = source.recall()
                .flatMap(identity -> cache.find(forwardKey(identity.content()), name, device)
                        .map(forward -> new OnnxEmbedder(
                                name,
                                spec,
                                identity,
                                ForwardPass.of(LazyGraph.of(forward), device),
                                gradient(name, identity, () -> again(file, spec, identity), () -> cache, device))));
        return known.orElseGet(() -> ModelBudget.spend(file, () -> {
            Reading reading = source.read();
            RecogniserGraph graph = RecogniserGraph.of(name, reading.network(), spec);
            OnnxGraph forward = cache.load(forwardKey(graph.content()), name, graph::forward, device);
            OnnxEmbedder embedder = tried(graph, identity -> again(file, spec, identity), spec, device, cache, forward);
            source.remember(reading, embedder.identity);
            return embedder;
        }));
    }

    /**
     * Opens a model from the bytes of its file. Only its graph with the gradient is kept in the user's cache.
     *
     * @param model is kept, and must not be changed
     * @throws ModelException if they are not a recogniser that can run
     */
    public static OnnxEmbedder of(String name, byte[] model, InputSpec spec, Device device) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(device, "device");
        return ModelBudget.spend(name, () -> {
            RecogniserGraph graph = RecogniserGraph.of(name, ModelReader.read(name, model), spec);
            OnnxGraph forward = OnnxGraph.load(name, graph.forward(), device);
            return tried(
                    graph,
                    identity -> RecogniserGraph.of(name, ModelReader.read(name, model), spec),
                    spec,
                    device,
                    GraphCache.configured(),
                    forward);
        });
    }

    /**
     * A recogniser whose identity is known and whose network takes RGB in [0, 1]: its file goes to the engine as it is, when the first face
     * comes. The file is read for the gradient alone, if that is not in the cache.
     *
     * @param model gives the bytes of its file
     */
    static OnnxEmbedder known(
            String name,
            InputSpec spec,
            RecogniserIdentity identity,
            Supplier<byte[]> model,
            Device device,
            Supplier<GraphCache> cache) {
        LazyGraph network = LazyGraph.from(() -> OnnxGraph.load(name, model.get(), device));
        Supplier<RecogniserGraph> graph = () -> RecogniserGraph.of(name, ModelReader.read(name, model.get()), spec);
        return new OnnxEmbedder(
                name,
                spec,
                identity,
                ForwardPass.ofNetwork(network, device),
                gradient(name, identity, graph, cache, device));
    }

    /**
     * Runs the graph once, which shows whether it can run, and how long its embeddings are.
     *
     * @param again makes {@code graph} once more
     */
    private static OnnxEmbedder tried(
            RecogniserGraph graph,
            Function<RecogniserIdentity, RecogniserGraph> again,
            InputSpec spec,
            Device device,
            GraphCache cache,
            OnnxGraph forward) {
        String name = graph.name();
        try {
            long[] shape = forward.run(Map.of(EmbeddingGraph.FACES, ForwardPass.batch(1, device)))
                    .get(EmbeddingGraph.EMBEDDINGS)
                    .shape();
            RecogniserIdentity identity =
                    new RecogniserIdentity(graph.fingerprint(), graph.content(), EmbeddingGraph.dimension(name, shape));
            return new OnnxEmbedder(
                    name,
                    spec,
                    identity,
                    ForwardPass.of(LazyGraph.of(forward), device),
                    gradient(name, identity, onceAtHand(graph, () -> again.apply(identity)), () -> cache, device));
        } catch (RuntimeException e) {
            forward.close();
            throw e;
        }
    }

    /** Large models are not kept for a second graph that may never be needed. */
    private static Supplier<RecogniserGraph> onceAtHand(RecogniserGraph graph, Supplier<RecogniserGraph> again) {
        AtomicReference<RecogniserGraph> held = new AtomicReference<>(graph);
        return () -> Optional.ofNullable(held.getAndSet(null)).orElseGet(again);
    }

    /** Reads the file of a recogniser again. */
    private static RecogniserGraph again(Path file, InputSpec spec, RecogniserIdentity identity) {
        RecogniserGraph graph = RecogniserGraph.of(InputConventions.stem(file), ModelReader.read(file), spec);
        if (!graph.content().equals(identity.content())) {
            throw new ModelException("the model " + file + " has changed since it was opened; open it again");
        }
        return graph;
    }

    private static GradientPass gradient(
            String name,
            RecogniserIdentity identity,
            Supplier<RecogniserGraph> graph,
            Supplier<GraphCache> cache,
            Device device) {
        GradientLayout layout = GradientLayout.of(device);
        String key = GraphCache.key("gradient", layout.name(), identity.content());
        return new GradientPass(
                on -> ModelBudget.spend(name, () -> cache.get()
                        .load(key, name, () -> graph.get().differentiated(layout), on)),
                identity.dimension(),
                device);
    }

    private static String forwardKey(String content) {
        return GraphCache.key("embeddings", content);
    }

    @Override
    public String name() {
        return name;
    }

    /** The input convention in use. */
    public InputSpec inputSpec() {
        return spec;
    }

    @Override
    public String fingerprint() {
        return identity.fingerprint();
    }

    @Override
    public int dimension() {
        return identity.dimension();
    }

    @Override
    public double matchThreshold() {
        return spec.matchThreshold();
    }

    @Override
    public void prepare() {
        whileOpen(() -> {
            forward.prepare();
            return null;
        });
    }

    @Override
    public int threads() {
        return gradient.threads();
    }

    @Override
    public float[][] embed(List<AlignedFace> faces) {
        return whileOpen(() -> forward.embed(faces, dimension()));
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        return whileOpen(() -> gradient.run(faces, cotangents, gradients));
    }

    /**
     * Loads the graph with the gradient now, instead of when it is first needed.
     *
     * @throws ModelException if the model cannot be differentiated, or the graph cannot be loaded
     */
    public void prepareGradient() {
        whileOpen(() -> {
            gradient.prepare();
            return null;
        });
    }

    private <T> T whileOpen(Supplier<T> task) {
        lifecycle.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the recogniser " + name + " is closed");
            }
            return task.get();
        } finally {
            lifecycle.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lifecycle.writeLock().lock();
        try {
            closed = true;
            forward.close();
            gradient.close();
        } finally {
            lifecycle.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "OnnxEmbedder[" + name + ", " + dimension() + " values]";
    }
}
