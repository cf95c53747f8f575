package io.facecloak.onnx;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.RecogniserFile.Identity;
import io.facecloak.onnx.RecogniserFile.Reading;
import io.facecloak.onnx.gradient.GradientGraph;
import io.facecloak.onnx.gradient.GradientLayout;
import io.facecloak.onnx.graph.ModelReader;
import io.facecloak.onnx.runtime.Device;
import io.facecloak.onnx.runtime.FloatTensor;
import io.facecloak.onnx.runtime.GraphCache;
import io.facecloak.onnx.runtime.OnnxGraph;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
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

    private static final int IMAGE = AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE;

    /** Faces per run of the forward graph, which bounds its memory. */
    private static final int CHUNK = 32;

    /** Faces per run of the graph with the gradient on a CPU: of more, what is kept for the way back outgrows the caches. */
    private static final int GRADIENT_CHUNK = 4;

    private final String name;
    private final InputSpec spec;
    private final Device device;
    private final GraphCache cache;
    private final Identity identity;
    private final OnnxGraph forward;
    private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
    private final Object gradientLock = new Object();

    /** Where the graph with the gradient is made from; null when it is there. */
    private Supplier<RecogniserGraph> graph;

    private OnnxGraph gradient;
    private boolean closed;

    private OnnxEmbedder(
            String name,
            InputSpec spec,
            Device device,
            GraphCache cache,
            Identity identity,
            Supplier<RecogniserGraph> graph,
            OnnxGraph forward) {
        this.name = name;
        this.spec = spec;
        this.device = device;
        this.cache = cache;
        this.identity = identity;
        this.graph = graph;
        this.forward = forward;
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
                                name, spec, device, cache, identity, () -> again(file, spec, identity), forward)));
        return known.orElseGet(() -> {
            Reading reading = source.read();
            RecogniserGraph graph = RecogniserGraph.of(name, reading.network(), spec);
            OnnxGraph forward = cache.load(forwardKey(graph.content()), name, graph::forward, device);
            OnnxEmbedder embedder = tried(graph, spec, device, cache, forward);
            source.remember(reading, embedder.identity);
            return embedder;
        });
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
        RecogniserGraph graph = RecogniserGraph.of(name, ModelReader.read(name, model), spec);
        OnnxGraph forward = OnnxGraph.load(name, graph.forward(), device);
        return tried(graph, spec, device, GraphCache.configured(), forward);
    }

    /** Runs the graph once, which shows whether it can run, and how long its embeddings are. */
    private static OnnxEmbedder tried(
            RecogniserGraph graph, InputSpec spec, Device device, GraphCache cache, OnnxGraph forward) {
        String name = graph.name();
        try {
            FloatTensor blank = FloatTensor.allocate(1, AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE);
            long[] shape = forward.run(Map.of(EmbeddingGraph.FACES, blank))
                    .get(EmbeddingGraph.EMBEDDINGS)
                    .shape();
            Identity identity =
                    new Identity(graph.fingerprint(), graph.content(), EmbeddingGraph.dimension(name, shape));
            return new OnnxEmbedder(name, spec, device, cache, identity, () -> graph, forward);
        } catch (RuntimeException e) {
            forward.close();
            throw e;
        }
    }

    /** Reads the file of a recogniser that was opened from the cache. */
    private static RecogniserGraph again(Path file, InputSpec spec, Identity identity) {
        RecogniserGraph graph = RecogniserGraph.of(InputConventions.stem(file), ModelReader.read(file), spec);
        if (!graph.content().equals(identity.content())) {
            throw new ModelException("the model " + file + " has changed since it was opened; open it again");
        }
        return graph;
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
    public float[][] embed(List<AlignedFace> faces) {
        for (AlignedFace face : faces) {
            if (face.size() != AlignedFace.SIZE) {
                throw new IllegalArgumentException(
                        "faces must be aligned to " + AlignedFace.SIZE + " pixels, but one has " + face.size());
            }
        }
        lifecycle.readLock().lock();
        try {
            ensureOpen();
            float[][] embeddings = new float[faces.size()][dimension()];
            for (int start = 0; start < faces.size(); start += CHUNK) {
                List<AlignedFace> chunk = faces.subList(start, Math.min(start + CHUNK, faces.size()));
                FloatTensor pixels =
                        FloatTensor.allocate(chunk.size(), AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE);
                FloatBuffer target = pixels.data().duplicate();
                chunk.forEach(face -> face.putInto(target));
                FloatBuffer rows = forward.run(Map.of(EmbeddingGraph.FACES, pixels))
                        .get(EmbeddingGraph.EMBEDDINGS)
                        .data();
                for (int i = 0; i < chunk.size(); i++) {
                    rows.get(embeddings[start + i]);
                }
            }
            return embeddings;
        } finally {
            lifecycle.readLock().unlock();
        }
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        int count = cotangents.length;
        if (faces.remaining() != (long) count * IMAGE) {
            throw new IllegalArgumentException("faces must hold " + count + "x" + IMAGE
                    + " values, one face per cotangent, but holds " + faces.remaining());
        }
        if (gradients.remaining() < (long) count * IMAGE) {
            throw new IllegalArgumentException("gradients must have room for " + (long) count * IMAGE
                    + " values, but has " + gradients.remaining());
        }
        int dimension = dimension();
        FloatTensor directions = FloatTensor.allocate(count, dimension);
        FloatBuffer rows = directions.data().duplicate();
        for (float[] cotangent : cotangents) {
            if (cotangent.length != dimension) {
                throw new IllegalArgumentException(
                        "cotangents must have " + dimension + " values, but one has " + cotangent.length);
            }
            rows.put(cotangent);
        }
        lifecycle.readLock().lock();
        try {
            ensureOpen();
            return count == 0 ? new float[0][] : run(faces, directions, gradients);
        } finally {
            lifecycle.readLock().unlock();
        }
    }

    /**
     * Loads the graph with the gradient now, instead of when it is first needed.
     *
     * @throws ModelException if the model cannot be differentiated, or the graph cannot be loaded
     */
    public void prepareGradient() {
        lifecycle.readLock().lock();
        try {
            ensureOpen();
            gradientGraph();
        } finally {
            lifecycle.readLock().unlock();
        }
    }

    private float[][] run(FloatBuffer faces, FloatTensor directions, FloatBuffer gradients) {
        int count = (int) directions.shape()[0];
        int dimension = dimension();
        FloatBuffer target = gradients.slice().limit(count * IMAGE);
        boolean shared = isShareable(target);
        FloatBuffer pixels = isShareable(faces) ? faces.slice() : copy(faces);
        FloatBuffer result = shared ? target : FloatTensor.allocateBuffer(count * IMAGE);
        FloatBuffer embedded = FloatTensor.allocateBuffer(count * dimension);
        OnnxGraph graph = gradientGraph();
        int chunk = device.kind() == Device.Kind.CPU ? GRADIENT_CHUNK : count;
        for (int start = 0; start < count; start += chunk) {
            int end = Math.min(start + chunk, count);
            graph.run(
                    Map.of(
                            EmbeddingGraph.FACES,
                            pictures(pixels, start, end),
                            GradientGraph.COTANGENT,
                            vectors(directions.data(), start, end)),
                    Map.of(
                            EmbeddingGraph.EMBEDDINGS,
                            vectors(embedded, start, end),
                            GradientGraph.GRADIENT,
                            pictures(result, start, end)));
        }
        if (!shared) {
            target.put(result);
        }
        float[][] embeddings = new float[count][dimension];
        for (float[] embedding : embeddings) {
            embedded.get(embedding);
        }
        return embeddings;
    }

    private static FloatTensor pictures(FloatBuffer all, int start, int end) {
        return new FloatTensor(
                all.slice(start * IMAGE, (end - start) * IMAGE),
                end - start,
                AlignedFace.CHANNELS,
                AlignedFace.SIZE,
                AlignedFace.SIZE);
    }

    private FloatTensor vectors(FloatBuffer all, int start, int end) {
        int dimension = dimension();
        return new FloatTensor(all.slice(start * dimension, (end - start) * dimension), end - start, dimension);
    }

    private OnnxGraph gradientGraph() {
        synchronized (gradientLock) {
            if (gradient == null) {
                Supplier<RecogniserGraph> source = graph;
                GradientLayout layout = GradientLayout.of(device);
                String key = GraphCache.key("gradient", layout.name(), identity.content());
                gradient = cache.load(key, name, () -> source.get().differentiated(layout), device);
                graph = null;
            }
            return gradient;
        }
    }

    private static boolean isShareable(FloatBuffer buffer) {
        return buffer.isDirect() && buffer.order() == ByteOrder.nativeOrder() && !buffer.isReadOnly();
    }

    private static FloatBuffer copy(FloatBuffer values) {
        return FloatTensor.allocateBuffer(values.remaining())
                .put(values.duplicate())
                .flip();
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the recogniser " + name + " is closed");
        }
    }

    @Override
    public void close() {
        lifecycle.writeLock().lock();
        try {
            closed = true;
            forward.close();
            if (gradient != null) {
                gradient.close();
            }
        } finally {
            lifecycle.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "OnnxEmbedder[" + name + ", " + dimension() + " values]";
    }
}
