package io.facecloak.onnx;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.gradient.GradientCache;
import io.facecloak.onnx.gradient.GradientGraph;
import io.facecloak.onnx.graph.ModelReader;
import io.facecloak.onnx.runtime.Device;
import io.facecloak.onnx.runtime.FloatTensor;
import io.facecloak.onnx.runtime.OnnxGraph;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A face recogniser from an ONNX file. Its gradient comes from {@link GradientGraph}, so any recogniser made of supported operators
 * works without an export step. Thread-safe; the graph with the gradient is loaded when it is first needed, from {@link GradientCache}
 * if it was needed before.
 */
public final class OnnxEmbedder implements Embedder {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxEmbedder.class);

    private static final int IMAGE = AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE;

    /** Faces per run of the forward graph, which bounds its memory. */
    private static final int CHUNK = 32;

    private final String name;
    private final InputSpec spec;
    private final Device device;
    private final GradientCache gradients;
    private final String fingerprint;
    private final OnnxGraph forward;
    private final int dimension;
    private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
    private final Object gradientLock = new Object();

    /** Kept until the graph with the gradient is made from it; null afterwards. */
    private ModelProto graph;

    private OnnxGraph gradient;
    private boolean closed;

    private OnnxEmbedder(String name, ModelProto network, InputSpec spec, Device device, GradientCache gradients) {
        this.name = name;
        this.spec = spec;
        this.device = device;
        this.gradients = gradients;
        int declared = EmbeddingGraph.declaredSize(name, network);
        if (declared > 0 && declared != spec.size()) {
            throw new ModelException("the model " + name + " takes pictures of " + declared
                    + " pixels, but its input convention says " + spec.size());
        }
        this.fingerprint = fingerprint(network, spec);
        try {
            this.graph = EmbeddingGraph.compose(name, network, spec);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelException("the model " + name + " is malformed: " + e.getMessage(), e);
        }
        this.forward = OnnxGraph.load(name, graph.toByteArray(), device);
        try {
            FloatTensor blank = FloatTensor.allocate(1, AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE);
            long[] shape = forward.run(Map.of(EmbeddingGraph.FACES, blank))
                    .get(EmbeddingGraph.EMBEDDINGS)
                    .shape();
            this.dimension = EmbeddingGraph.dimension(name, shape);
        } catch (RuntimeException e) {
            forward.close();
            throw e;
        }
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
        ModelProto network = ModelReader.read(file);
        InputConvention convention = InputConventions.of(file, () -> network);
        if (convention.isGuessed()) {
            LOG.warn(
                    "the input convention of {} is a guess: {}; taking {}; put a {}.properties beside it to state it",
                    file,
                    convention.explanation(),
                    convention.spec().describe(),
                    InputConventions.stem(file));
        }
        return new OnnxEmbedder(
                InputConventions.stem(file), network, convention.spec(), device, GradientCache.configured());
    }

    /**
     * Opens a model file with an explicit input convention.
     *
     * @throws ModelException if the file is not a recogniser that can run
     */
    public static OnnxEmbedder open(Path file, InputSpec spec, Device device) {
        return open(file, spec, device, GradientCache.configured());
    }

    /**
     * As {@link #open(Path, InputSpec, Device)}, with another cache for the graph with the gradient than the user's.
     *
     * @throws ModelException if the file is not a recogniser that can run
     */
    public static OnnxEmbedder open(Path file, InputSpec spec, Device device, GradientCache gradients) {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(gradients, "gradients");
        return new OnnxEmbedder(InputConventions.stem(file), ModelReader.read(file), spec, device, gradients);
    }

    /**
     * Opens a model from the bytes of its file.
     *
     * @param model is kept, and must not be changed
     * @throws ModelException if they are not a recogniser that can run
     */
    public static OnnxEmbedder of(String name, byte[] model, InputSpec spec, Device device) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(device, "device");
        return new OnnxEmbedder(name, ModelReader.read(name, model), spec, device, GradientCache.configured());
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
        return fingerprint;
    }

    @Override
    public int dimension() {
        return dimension;
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
            float[][] embeddings = new float[faces.size()][dimension];
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

    private float[][] run(FloatBuffer faces, FloatTensor directions, FloatBuffer gradients) {
        int count = (int) directions.shape()[0];
        long[] shape = {count, AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE};
        FloatBuffer target = gradients.slice().limit(count * IMAGE);
        boolean shared = isShareable(target);
        FloatTensor pixels = new FloatTensor(isShareable(faces) ? faces.slice() : copy(faces), shape);
        FloatTensor result = shared ? new FloatTensor(target, shape) : FloatTensor.allocate(shape);
        FloatTensor embedded = FloatTensor.allocate(count, dimension);
        gradientGraph()
                .run(
                        Map.of(EmbeddingGraph.FACES, pixels, GradientGraph.COTANGENT, directions),
                        Map.of(EmbeddingGraph.EMBEDDINGS, embedded, GradientGraph.GRADIENT, result));
        if (!shared) {
            target.put(result.data());
        }
        float[][] embeddings = new float[count][dimension];
        for (float[] embedding : embeddings) {
            embedded.data().get(embedding);
        }
        return embeddings;
    }

    private OnnxGraph gradientGraph() {
        synchronized (gradientLock) {
            if (gradient == null) {
                gradient = gradients.load(name, graph, fingerprint, device);
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

    /** SHA-256 over weights, structure and input convention; the threshold changes no embedding. */
    private static String fingerprint(ModelProto network, InputSpec spec) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            OutputStream bytes = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
            for (TensorProto tensor : network.getGraph().getInitializerList()) {
                tensor.writeTo(bytes);
            }
            for (NodeProto node : network.getGraph().getNodeList()) {
                node.writeTo(bytes);
            }
            String convention =
                    spec.size() + " " + spec.order() + " " + spec.scale() + " " + spec.mean() + " " + spec.std();
            digest.update(convention.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a digest refuses bytes", e);
        }
    }

    @Override
    public String toString() {
        return "OnnxEmbedder[" + name + ", " + dimension + " values]";
    }
}
