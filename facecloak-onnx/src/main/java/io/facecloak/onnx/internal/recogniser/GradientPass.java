package io.facecloak.onnx.internal.recogniser;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.parallel.Lanes;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Function;

/**
 * From faces to embeddings and back to the pixels, in one graph. A GPU takes all faces in one run. On a CPU each face has a run of its own,
 * as many at a time as the device has threads: small networks do not divide well among threads, and what is kept of several faces for the way
 * back outgrows the caches. A lone face has all threads. Thread-safe.
 */
public final class GradientPass implements AutoCloseable {

    private static final int IMAGE = AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE;

    private final LazyGraph graph;
    private final LazyGraph lane;
    private final int dimension;
    private final boolean isOneByOne;
    private final int threads;

    /**
     * @param differentiated loads the graph of {@link GradientGraph} on a device
     * @param dimension values of an embedding
     * @param device where the graph runs
     */
    public GradientPass(Function<Device, OnnxGraph> differentiated, int dimension, Device device) {
        this.graph = LazyGraph.from(() -> differentiated.apply(device));
        this.isOneByOne = device.kind() == Device.Kind.CPU;
        this.threads =
                device.threads() > 0 ? device.threads() : Runtime.getRuntime().availableProcessors();
        this.lane = isOneByOne && threads > 1 ? LazyGraph.from(() -> differentiated.apply(Device.cpu(1))) : graph;
        this.dimension = dimension;
    }

    /** CPU threads that the device allows. */
    public int threads() {
        return threads;
    }

    /** Loads the graph for several faces now, instead of when it is first needed. */
    public void prepare() {
        lane.get();
    }

    /** As {@code Embedder#embedWithGradient}. */
    public float[][] run(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
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
        return count == 0 ? new float[0][] : run(faces, directions, gradients);
    }

    private float[][] run(FloatBuffer faces, FloatTensor directions, FloatBuffer gradients) {
        int count = (int) directions.shape()[0];
        FloatBuffer target = gradients.slice().limit(count * IMAGE);
        boolean shared = isShareable(target);
        FloatBuffer pixels = isShareable(faces) ? faces.slice() : copy(faces);
        FloatBuffer result = shared ? target : FloatTensor.allocateBuffer(count * IMAGE);
        FloatBuffer embedded = FloatTensor.allocateBuffer(count * dimension);
        OnnxGraph loaded = (count > 1 ? lane : graph).get();
        int runs = isOneByOne ? count : 1;
        Lanes.run(threads, runs, i -> {
            int start = i * count / runs;
            int end = (i + 1) * count / runs;
            loaded.run(
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
        });
        if (!shared) {
            target.put(result);
        }
        float[][] embeddings = new float[count][dimension];
        for (float[] embedding : embeddings) {
            embedded.get(embedding);
            ForwardPass.requireFinite(loaded.name(), embedding);
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
        return new FloatTensor(all.slice(start * dimension, (end - start) * dimension), end - start, dimension);
    }

    private static boolean isShareable(FloatBuffer buffer) {
        return buffer.isDirect() && buffer.order() == ByteOrder.nativeOrder() && !buffer.isReadOnly();
    }

    private static FloatBuffer copy(FloatBuffer values) {
        return FloatTensor.allocateBuffer(values.remaining())
                .put(values.duplicate())
                .flip();
    }

    @Override
    public void close() {
        graph.close();
        lane.close();
    }
}
