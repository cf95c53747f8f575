package io.facecloak.onnx.internal.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.graph.Excerpt;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.LoggerFactory;

/**
 * A loaded ONNX graph. Values cross its border as float32: an input of another type of number gets them converted, and half-precision
 * outputs come back widened. Thread-safe: runs go in parallel, except on DirectML. {@link #close()} is idempotent and waits for running
 * calls; later runs throw {@link IllegalStateException}.
 */
public final class OnnxGraph implements AutoCloseable {

    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession.SessionOptions options;
    private final OrtSession session;
    private final Map<String, long[]> inputs;
    private final Map<String, long[]> outputs;
    private final Map<String, OnnxJavaType> inputTypes;
    private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();

    /** Held by every run; lets in one at a time where the device takes no more. */
    private final Lock running;

    private boolean closed;

    private OnnxGraph(
            String name,
            Device device,
            OrtEnvironment environment,
            OrtSession.SessionOptions options,
            OrtSession session)
            throws OrtException {
        this.name = name;
        this.running = device.kind() == Device.Kind.DIRECTML ? lifecycle.writeLock() : lifecycle.readLock();
        this.environment = environment;
        this.options = options;
        this.session = session;
        this.inputs = shapes(session.getInputInfo());
        this.outputs = shapes(session.getOutputInfo());
        this.inputTypes = types(session.getInputInfo());
    }

    /**
     * Loads a graph from the bytes of an ONNX file.
     *
     * @param name the model's name for error messages
     * @throws ModelException if ONNX Runtime refuses the graph or the device
     */
    public static OnnxGraph load(String name, byte[] model, Device device) {
        return load(
                name,
                (environment, options) -> environment.createSession(model, options),
                device,
                OrtSession.SessionOptions.OptLevel.ALL_OPT);
    }

    /**
     * Loads a graph from its file, and its weights from the files beside it where it keeps them there, as graphs above 2 GB must.
     * Nothing passes through the Java heap.
     *
     * @throws ModelException as for {@link #load(String, byte[], Device)}, or if a file of weights is missing
     */
    public static OnnxGraph load(Path file, Device device) {
        return load(
                file.toString(),
                (environment, options) -> {
                    // A large graph's memory plan would be allocated beside what its first run took, and again for
                    // every batch size.
                    options.setMemoryPatternOptimization(false);
                    return environment.createSession(file.toString(), options);
                },
                device,
                OrtSession.SessionOptions.OptLevel.ALL_OPT);
    }

    /**
     * As {@link #load(String, byte[], Device)}, from a file with weights in the files beside it, which are mapped into memory.
     *
     * @param name the model's name for error messages
     * @throws ModelException as for {@link #load(String, byte[], Device)}, or if a file is missing
     */
    public static OnnxGraph load(String name, Path file, Device device) {
        return load(
                name,
                (environment, options) -> environment.createSession(file.toString(), options),
                device,
                OrtSession.SessionOptions.OptLevel.ALL_OPT);
    }

    /**
     * Writes a graph with all constants computed that its nodes compute from constants, so that it need not be done at every loading. Its
     * weights go to another file in the same folder.
     *
     * @param name the model's name for error messages
     * @param model the bytes of an ONNX file
     * @param file the file to write, which must not exist
     * @param forThisProcessor whether it is also laid out for the CPU of this machine, and runs on no other kind and on no other device
     * @throws ModelException if ONNX Runtime refuses the graph, or the file cannot be written
     */
    static void writeOptimised(String name, byte[] model, Path file, boolean forThisProcessor) {
        load(
                        name,
                        (environment, options) -> {
                            options.setOptimizedModelFilePath(file.toString());
                            options.addConfigEntry(
                                    "session.optimized_model_external_initializers_file_name",
                                    file.getFileName() + ".weights");
                            options.addConfigEntry(
                                    "session.optimized_model_external_initializers_min_size_in_bytes", "1024");
                            // It is never run.
                            options.addConfigEntry("session.disable_prepacking", "1");
                            return environment.createSession(model, options);
                        },
                        Device.cpu(),
                        forThisProcessor
                                ? OrtSession.SessionOptions.OptLevel.ALL_OPT
                                : OrtSession.SessionOptions.OptLevel.BASIC_OPT)
                .close();
    }

    /** The version of ONNX Runtime. */
    public static String engineVersion() {
        return SilentEnvironment.get().getVersion();
    }

    /**
     * Loads a graph that runs only a few times: node by node as it stands, which loads faster and runs slower.
     *
     * @param name the model's name for error messages
     * @throws ModelException as for {@link #load(String, byte[], Device)}
     */
    public static OnnxGraph loadUnoptimised(String name, byte[] model, Device device) {
        return load(
                name,
                (environment, options) -> environment.createSession(model, options),
                device,
                OrtSession.SessionOptions.OptLevel.NO_OPT);
    }

    /** Creates a session from wherever the graph lies. */
    private interface Source {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private static OnnxGraph load(
            String name, Source source, Device device, OrtSession.SessionOptions.OptLevel optimisation) {
        OrtEnvironment environment = SilentEnvironment.get();
        OrtSession.SessionOptions options = null;
        OrtSession session = null;
        try {
            options = sessionOptions(device);
            options.setOptimizationLevel(optimisation);
            session = source.open(environment, options);
            return new OnnxGraph(name, device, environment, options, session);
        } catch (OrtException | RuntimeException e) {
            closeQuietly(session);
            if (options != null) {
                options.close();
            }
            throw new ModelException(
                    "cannot load the model " + name + " on " + device + ": "
                            + ExecutionProviders.explain(device, Excerpt.of(String.valueOf(e.getMessage()))),
                    e);
        }
    }

    private static OrtSession.SessionOptions sessionOptions(Device device) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        try {
            // The engine prints its warnings to the standard error stream; failures arrive as exceptions anyway.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            // Small graphs wait often: spinning threads would steal the cores from the work beside them.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            if (device.threads() > 0) {
                options.setIntraOpNumThreads(device.threads());
            }
            ExecutionProviders.add(options, device);
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    /** The model's name in messages. */
    public String name() {
        return name;
    }

    /** Input names and shapes, in the graph's order; −1 for a dynamic dimension. */
    public Map<String, long[]> inputs() {
        return inputs;
    }

    /** Output names and shapes, in the graph's order; −1 for a dynamic dimension. */
    public Map<String, long[]> outputs() {
        return outputs;
    }

    /**
     * Runs the graph and copies its outputs.
     *
     * @return every output by name, in the graph's order
     * @throws ModelException if ONNX Runtime fails, for example because a shape does not fit, or an output has no floats
     */
    public Map<String, FloatTensor> run(Map<String, FloatTensor> feeds) {
        running.lock();
        try {
            ensureOpen();
            Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
            try {
                for (Map.Entry<String, FloatTensor> feed : feeds.entrySet()) {
                    tensors.put(feed.getKey(), input(feed.getKey(), feed.getValue()));
                }
                try (OrtSession.Result result = session.run(tensors)) {
                    Map<String, FloatTensor> fetched = new LinkedHashMap<>();
                    for (Map.Entry<String, OnnxValue> output : result) {
                        fetched.put(output.getKey(), fetched(output.getKey(), output.getValue()));
                    }
                    return fetched;
                }
            } finally {
                tensors.values().forEach(OnnxTensor::close);
            }
        } catch (OrtException e) {
            throw new ModelException("the model " + name + " failed: " + Excerpt.of(String.valueOf(e.getMessage())), e);
        } finally {
            running.unlock();
        }
    }

    /**
     * Runs the graph into the caller's buffers, without copies where they are direct.
     *
     * @param fetches output name to a tensor of the exact result shape on a direct buffer
     * @throws ModelException as for {@link #run(Map)}
     */
    public void run(Map<String, FloatTensor> feeds, Map<String, FloatTensor> fetches) {
        running.lock();
        try {
            ensureOpen();
            Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
            Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
            try {
                for (Map.Entry<String, FloatTensor> feed : feeds.entrySet()) {
                    tensors.put(feed.getKey(), input(feed.getKey(), feed.getValue()));
                }
                for (Map.Entry<String, FloatTensor> fetch : fetches.entrySet()) {
                    if (!fetch.getValue().data().isDirect()) {
                        throw new IllegalArgumentException(
                                "the buffer for output " + fetch.getKey() + " must be direct");
                    }
                    pinned.put(fetch.getKey(), InputTensor.of(environment, OnnxJavaType.FLOAT, fetch.getValue()));
                }
                session.run(tensors, Set.of(), pinned).close();
            } finally {
                tensors.values().forEach(OnnxTensor::close);
                pinned.values().forEach(OnnxTensor::close);
            }
        } catch (OrtException e) {
            throw new ModelException("the model " + name + " failed: " + Excerpt.of(String.valueOf(e.getMessage())), e);
        } finally {
            running.unlock();
        }
    }

    private FloatTensor fetched(String output, OnnxValue value) {
        FloatBuffer values = value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
        if (values != null) {
            return new FloatTensor(values, ((OnnxTensor) value).getInfo().getShape());
        }
        throw new ModelException("the model " + name + " answers with no floats: its output " + output + " is "
                + value.getInfo() + "; export it with float32 outputs");
    }

    private OnnxTensor input(String input, FloatTensor tensor) throws OrtException {
        return InputTensor.of(environment, inputTypes.getOrDefault(input, OnnxJavaType.FLOAT), tensor);
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the model " + name + " is closed");
        }
    }

    @Override
    public void close() {
        lifecycle.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                closeQuietly(session);
                options.close();
            }
        } finally {
            lifecycle.writeLock().unlock();
        }
    }

    private static Map<String, long[]> shapes(Map<String, NodeInfo> infos) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        infos.forEach((name, info) ->
                shapes.put(name, info.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0]));
        return Collections.unmodifiableMap(shapes);
    }

    private static Map<String, OnnxJavaType> types(Map<String, NodeInfo> infos) {
        Map<String, OnnxJavaType> types = new HashMap<>();
        infos.forEach((name, info) -> {
            if (info.getInfo() instanceof TensorInfo tensor) {
                types.put(name, tensor.type);
            }
        });
        return types;
    }

    private static void closeQuietly(OrtSession session) {
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            LoggerFactory.getLogger(OnnxGraph.class).warn("closing an ONNX Runtime session failed", e);
        }
    }
}
