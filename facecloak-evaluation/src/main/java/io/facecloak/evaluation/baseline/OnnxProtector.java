package io.facecloak.evaluation.baseline;

import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.InputSpec.ColourOrder;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A generative method (GAP, AdvFaces+, AMT-GAN, DiffAM and their like) as an exported graph: a square picture of the face in, the
 * protected picture out. The graph has one float input [N, 3, S, S] or [1, 3, S, S] and one output of that shape, both in the convention
 * of an {@link InputSpec}. The face is cropped with ArcFace's template scaled to S pixels; the difference of output and input is warped
 * back and added, so the photo outside the crop stays as it is and inside keeps its resolution. Thread-safe; closed by its owner.
 */
public final class OnnxProtector implements ProtectionMethod, Protector, AutoCloseable {

    private final String name;
    private final OnnxGraph graph;
    private final InputSpec spec;
    private final String input;

    private OnnxProtector(String name, OnnxGraph graph, InputSpec spec) {
        this.name = name;
        this.graph = graph;
        this.spec = spec;
        this.input = graph.inputs().keySet().iterator().next();
    }

    /**
     * @param spec side S, colour order and range; {@link InputSpec#arcface()} stands for [-1, 1]
     * @throws ModelException if the graph is not of this kind
     * @throws IOException if the file cannot be read
     */
    public static OnnxProtector open(Path file, InputSpec spec, Device device) throws IOException {
        String fileName = file.getFileName().toString();
        return of(fileName.replaceFirst("\\.onnx$", ""), Files.readAllBytes(file), spec, device);
    }

    /**
     * As {@link #open}, from the bytes of the file.
     *
     * @throws ModelException if the graph is not of this kind
     */
    public static OnnxProtector of(String name, byte[] model, InputSpec spec, Device device) {
        Objects.requireNonNull(spec, "spec");
        OnnxGraph graph = OnnxGraph.load(name, model, device);
        if (graph.inputs().size() != 1
                || graph.outputs().size() != 1
                || !fits(graph.inputs().values().iterator().next(), spec.size())
                || !fits(graph.outputs().values().iterator().next(), spec.size())) {
            String found = describe(graph.inputs()) + " to " + describe(graph.outputs());
            graph.close();
            throw new ModelException(
                    "the model " + name + " is no generator of protected faces: expected one input and one"
                            + " output [N, 3, " + spec.size() + ", " + spec.size() + "], but it goes from " + found);
        }
        return new OnnxProtector(name, graph, spec);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Protector protectorOf(String identity, List<FacePhoto> seeds) {
        return this;
    }

    @Override
    public BufferedImage protect(BufferedImage photo, Face face) {
        double scale = (double) spec.size() / AlignedFace.SIZE;
        // Pixel centres: (x + 0.5) * scale - 0.5.
        SimilarityTransform toCrop = FaceAligner.toAligned(face.landmarks())
                .then(new SimilarityTransform(scale, 0, (scale - 1) / 2, (scale - 1) / 2));
        AlignedFace crop = FaceAligner.sample(photo, toCrop.inverse(), spec.size());
        float[] before = crop.toArray();
        float[] change = generate(before);
        for (int i = 0; i < change.length; i++) {
            change[i] -= before[i];
        }
        return added(photo, toCrop, change);
    }

    private float[] generate(float[] planes) {
        int size = spec.size();
        int plane = size * size;
        FloatTensor pixels = FloatTensor.allocate(1, AlignedFace.CHANNELS, size, size);
        FloatBuffer values = pixels.data();
        for (int c = 0; c < AlignedFace.CHANNELS; c++) {
            int source = source(c);
            for (int i = 0; i < plane; i++) {
                values.put(c * plane + i, (float) ((planes[source * plane + i] * spec.scale()
                                - spec.mean().get(c))
                        / spec.std().get(c)));
            }
        }
        FloatBuffer result =
                graph.run(Map.of(input, pixels)).values().iterator().next().data();
        float[] generated = new float[planes.length];
        for (int c = 0; c < AlignedFace.CHANNELS; c++) {
            int target = source(c);
            for (int i = 0; i < plane; i++) {
                double value = (result.get(c * plane + i) * spec.std().get(c)
                                + spec.mean().get(c))
                        / spec.scale();
                generated[target * plane + i] = (float) Math.max(0, Math.min(1, value));
            }
        }
        return generated;
    }

    /** The plane of RGB that is plane {@code c} of the network. */
    private int source(int c) {
        return spec.order() == ColourOrder.RGB ? c : 2 - c;
    }

    private BufferedImage added(BufferedImage photo, SimilarityTransform toCrop, float[] change) {
        int size = spec.size();
        BufferedImage result = new BufferedImage(photo.getWidth(), photo.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < photo.getHeight(); y++) {
            for (int x = 0; x < photo.getWidth(); x++) {
                int rgb = photo.getRGB(x, y) & 0xffffff;
                Point at = toCrop.apply(new Point(x, y));
                boolean isInside = at.x() >= 0 && at.y() >= 0 && at.x() <= size - 1 && at.y() <= size - 1;
                result.setRGB(x, y, isInside ? changed(rgb, at, change) : rgb);
            }
        }
        return result;
    }

    private int changed(int rgb, Point at, float[] change) {
        int size = spec.size();
        int x0 = (int) at.x();
        int y0 = (int) at.y();
        int x1 = Math.min(size - 1, x0 + 1);
        int y1 = Math.min(size - 1, y0 + 1);
        double fx = at.x() - x0;
        double fy = at.y() - y0;
        int result = 0;
        for (int c = 0; c < AlignedFace.CHANNELS; c++) {
            int plane = c * size * size;
            double top = (1 - fx) * change[plane + y0 * size + x0] + fx * change[plane + y0 * size + x1];
            double bottom = (1 - fx) * change[plane + y1 * size + x0] + fx * change[plane + y1 * size + x1];
            double value = (rgb >> 16 - 8 * c & 0xff) + 255 * ((1 - fy) * top + fy * bottom);
            result = result << 8 | (int) Math.round(Math.max(0, Math.min(255, value)));
        }
        return result;
    }

    private static boolean fits(long[] shape, int size) {
        return shape.length == 4
                && (shape[0] == -1 || shape[0] == 1)
                && (shape[1] == -1 || shape[1] == AlignedFace.CHANNELS)
                && (shape[2] == -1 || shape[2] == size)
                && (shape[3] == -1 || shape[3] == size);
    }

    private static String describe(Map<String, long[]> shapes) {
        StringBuilder text = new StringBuilder();
        shapes.forEach((key, shape) ->
                text.append(text.isEmpty() ? "" : ", ").append(key).append(Arrays.toString(shape)));
        return text.toString();
    }

    @Override
    public void close() {
        graph.close();
    }
}
