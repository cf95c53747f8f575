package io.facecloak.onnx;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.recogniser.InputConvention;
import io.facecloak.onnx.internal.recogniser.InputConventions;
import io.facecloak.onnx.internal.recogniser.Recogniser;
import io.facecloak.onnx.internal.recogniser.RecogniserFile;
import io.facecloak.onnx.internal.recogniser.RecogniserIdentity;
import io.facecloak.onnx.internal.recogniser.RecogniserSource;
import io.facecloak.onnx.internal.runtime.GraphCache;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A face recogniser from an ONNX file. Its gradient is made from the file, so any recogniser of supported operators works without an export
 * step. Thread-safe; the graph with the gradient is loaded when it is first needed. Both graphs come from a cache on disk if they were needed
 * before.
 */
public final class OnnxEmbedder implements Embedder {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxEmbedder.class);

    private final String name;
    private final InputSpec spec;
    private final Recogniser recogniser;
    private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
    private boolean closed;

    private OnnxEmbedder(String name, InputSpec spec, Recogniser recogniser) {
        this.name = name;
        this.spec = spec;
        this.recogniser = recogniser;
    }

    /**
     * Opens a model file on {@link Device#configured()}, with the input convention that {@code <model>.properties} beside it states, else the
     * one that its name or its first operators suggest; where that is a guess, the log warns.
     *
     * @throws ModelException if the file is not a recogniser that can run
     */
    public static OnnxEmbedder open(Path file) {
        return open(file, Device.configured());
    }

    /** As {@link #open(Path)}, on a device. */
    public static OnnxEmbedder open(Path file, Device device) {
        Objects.requireNonNull(file, "file");
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

    /** As {@link #open(Path, InputSpec, Device)}, with another cache for the graphs that are made from the model than the user's. */
    static OnnxEmbedder open(Path file, InputSpec spec, Device device, GraphCache cache) {
        return open(file, spec, device, cache, Clock.systemUTC());
    }

    static OnnxEmbedder open(Path file, InputSpec spec, Device device, GraphCache cache, Clock clock) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(cache, "cache");
        Recogniser recogniser = Recogniser.open(new RecogniserFile(file, spec, cache, clock), device);
        return new OnnxEmbedder(InputConventions.stem(file), spec, recogniser);
    }

    /**
     * Opens a model from the bytes of its file. Only its graph with the gradient is kept in the user's cache.
     *
     * @param model is kept, and must not be changed
     * @throws ModelException if they are not a recogniser that can run
     */
    public static OnnxEmbedder of(String name, byte[] model, InputSpec spec, Device device) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(device, "device");
        RecogniserSource source = RecogniserSource.ofBytes(name, () -> model, spec);
        return new OnnxEmbedder(name, spec, Recogniser.open(name, source, GraphCache.configured(), device));
    }

    /**
     * A recogniser whose identity is known and whose network takes RGB in [0, 1]; its file is read when it is first needed.
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
        RecogniserSource source = RecogniserSource.ofBytes(name, model, spec);
        return new OnnxEmbedder(name, spec, Recogniser.known(name, identity, model, source, cache, device));
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
        return recogniser.identity().fingerprint();
    }

    @Override
    public int dimension() {
        return recogniser.identity().dimension();
    }

    @Override
    public double matchThreshold() {
        return spec.matchThreshold();
    }

    @Override
    public void prepare() {
        whileOpen(() -> {
            recogniser.forward().prepare();
            return null;
        });
    }

    @Override
    public int threads() {
        return recogniser.gradient().threads();
    }

    @Override
    public float[][] embed(List<AlignedFace> faces) {
        return whileOpen(() -> recogniser.forward().embed(faces, dimension()));
    }

    @Override
    public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
        return whileOpen(() -> recogniser.gradient().run(faces, cotangents, gradients));
    }

    /**
     * Loads the graph with the gradient now, instead of when it is first needed.
     *
     * @throws ModelException if the model cannot be differentiated, or the graph cannot be loaded
     */
    public void prepareGradient() {
        whileOpen(() -> {
            recogniser.gradient().prepare();
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
            recogniser.close();
        } finally {
            lifecycle.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "OnnxEmbedder[" + name + ", " + dimension() + " values]";
    }
}
