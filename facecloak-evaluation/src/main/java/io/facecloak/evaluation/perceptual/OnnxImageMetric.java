package io.facecloak.evaluation.perceptual;

import io.facecloak.evaluation.ImageMetric;
import io.facecloak.internal.storage.Sha256;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.reading.ModelCheck;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

/**
 * LPIPS, DISTS or DreamSim as an exported graph: two float inputs [N, 3, H, W], the reference first, and one output with one distance per
 * pair. The metric's preprocessing happens here. A graph with fixed H and W gets the picture resized to them (bilinear) after that.
 * Thread-safe; {@link #close()} is idempotent.
 */
public final class OnnxImageMetric implements ImageMetric, AutoCloseable {

    private static final int CHANNELS = 3;

    private final PerceptualMetric metric;
    private final OnnxGraph graph;
    private final String fingerprint;
    private final String reference;
    private final String test;

    private OnnxImageMetric(PerceptualMetric metric, OnnxGraph graph, String fingerprint) {
        this.metric = metric;
        this.graph = graph;
        this.fingerprint = fingerprint;
        Iterator<String> names = graph.inputs().keySet().iterator();
        this.reference = names.next();
        this.test = names.next();
    }

    /**
     * Opens the file of a metric.
     *
     * @throws ModelException if it cannot be read or is no graph of this kind
     */
    public static OnnxImageMetric open(PerceptualMetric metric, Path file, Device device) {
        try {
            byte[] model = Files.readAllBytes(file);
            return of(metric, metric.title() + " of " + file, model, device);
        } catch (IOException e) {
            throw new ModelException("cannot read the metric " + metric.title() + " from " + file + ": " + e, e);
        }
    }

    /**
     * As {@link #open}, from the bytes of the file.
     *
     * @throws ModelException if they are no graph of this kind
     */
    public static OnnxImageMetric of(PerceptualMetric metric, byte[] model, Device device) {
        Objects.requireNonNull(metric, "metric");
        return of(metric, metric.title(), model, device);
    }

    private static OnnxImageMetric of(PerceptualMetric metric, String name, byte[] model, Device device) {
        return ModelBudget.spend(name, () -> checked(metric, name, model, device));
    }

    private static OnnxImageMetric checked(PerceptualMetric metric, String name, byte[] model, Device device) {
        ModelCheck.require(name, model);
        OnnxGraph graph = OnnxGraph.load(name, model, device);
        boolean takesPictures = graph.inputs().values().stream().allMatch(OnnxImageMetric::isPicture);
        if (graph.inputs().size() != 2 || graph.outputs().size() != 1 || !takesPictures) {
            String found = graph.inputs().keySet() + " to " + graph.outputs().keySet();
            graph.close();
            throw new ModelException(
                    "the model " + name + " is not " + metric.title() + ": expected two inputs [N, 3, H, W], the"
                            + " reference first, and one output, but it goes from " + found);
        }
        return new OnnxImageMetric(metric, graph, Sha256.hex(model));
    }

    @Override
    public String name() {
        return metric.title();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public double of(BufferedImage referencePicture, BufferedImage testPicture) {
        if (referencePicture.getWidth() != testPicture.getWidth()
                || referencePicture.getHeight() != testPicture.getHeight()) {
            throw new IllegalArgumentException("the pictures must be of one size, but have "
                    + referencePicture.getWidth() + "x" + referencePicture.getHeight() + " and "
                    + testPicture.getWidth() + "x" + testPicture.getHeight() + " pixels");
        }
        FloatBuffer distances = graph.run(
                        Map.of(reference, tensor(reference, referencePicture), test, tensor(test, testPicture)))
                .values()
                .iterator()
                .next()
                .data();
        if (distances.remaining() != 1 || !Float.isFinite(distances.get(0))) {
            throw new ModelException(
                    "the metric " + metric.title() + " must answer with one finite number for a pair, but"
                            + " answers with " + distances.remaining() + " values");
        }
        return distances.get(0);
    }

    private FloatTensor tensor(String input, BufferedImage picture) {
        BufferedImage wanted = metric.resized(picture);
        long[] shape = graph.inputs().get(input);
        wanted = FilteredResize.BILINEAR.to(
                wanted,
                shape[3] > 0 ? (int) shape[3] : wanted.getWidth(),
                shape[2] > 0 ? (int) shape[2] : wanted.getHeight());
        int width = wanted.getWidth();
        int height = wanted.getHeight();
        FloatTensor tensor = FloatTensor.allocate(1, CHANNELS, height, width);
        FloatBuffer values = tensor.data();
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            wanted.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < CHANNELS; c++) {
                    values.put((c * height + y) * width + x, metric.value(row[x] >> 16 - 8 * c & 0xff));
                }
            }
        }
        return tensor;
    }

    private static boolean isPicture(long[] shape) {
        return shape.length == 4 && (shape[0] == -1 || shape[0] == 1) && (shape[1] == -1 || shape[1] == CHANNELS);
    }

    @Override
    public void close() {
        graph.close();
    }
}
