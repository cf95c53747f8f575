package io.facecloak.onnx.internal.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.runtime.TestDevice;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Compares the gradient of a model with central differences, one input element at a time. */
final class FiniteDifferences {

    private FiniteDifferences() {}

    /** Whether the engine has kernels for this model and its gradient, which is not so for every operator in float64. */
    static boolean canRun(ModelProto model) throws OrtException {
        try (OrtSession session = session(GradientGraph.differentiate("tiny", model))) {
            return session.getNumOutputs() == 2;
        } catch (OrtException | io.facecloak.model.ModelException e) {
            if (e.getMessage().contains("NOT_IMPLEMENTED") || e.getMessage().contains("Type Error")) {
                return false;
            }
            throw e;
        }
    }

    /**
     * @param low smallest input
     * @param high largest input; inputs are evenly spaced between the two, in random order, so that no two are equal
     */
    static void check(ModelProto model, long[] shape, double low, double high) throws OrtException {
        for (GradientLayout layout : GradientLayout.values()) {
            check(model, GradientGraph.differentiate("tiny", model, layout), shape, low, high);
        }
    }

    private static void check(ModelProto model, ModelProto combined, long[] shape, double low, double high)
            throws OrtException {
        boolean wide = isWide(combined);
        double[] x = spaced(shape, low, high, 1);
        try (OrtSession forward = session(model);
                OrtSession both = session(combined)) {
            double[] y = run(forward, Map.of("x", x), shapes("x", shape), wide).get(0);
            long[] outputShape = outputShape(forward, x, shape, wide);
            double[] cotangent = spaced(new long[] {y.length}, -1, 1, 2);
            Map<String, long[]> shapes = shapes("x", shape);
            shapes.put(GradientGraph.COTANGENT, outputShape);
            List<double[]> results = run(both, Map.of("x", x, GradientGraph.COTANGENT, cotangent), shapes, wide);
            for (int i = 0; i < y.length; i++) {
                assertEquals(y[i], results.get(0)[i], 1e-4 * Math.max(1, Math.abs(y[i])), "output " + i);
            }
            double[] gradient = results.get(1);
            assertEquals(x.length, gradient.length);
            double largest = Arrays.stream(gradient).map(Math::abs).max().orElse(0);
            double step = wide ? 1e-5 : Math.min(4e-3, 0.4 * (high - low) / x.length);
            double tolerance = (wide ? 1e-6 : 2e-3) * Math.max(1e-2, largest);
            for (int i = 0; i < x.length; i++) {
                double difference = difference(forward, x, shape, cotangent, i, step, wide);
                int index = i;
                double expected = gradient[i];
                assertTrue(
                        Math.abs(difference - expected) <= tolerance,
                        () -> "element " + index + ": finite differences " + difference + ", gradient " + expected
                                + ", largest " + largest + (wide ? " (float64)" : " (float32)"));
            }
        }
    }

    private static double difference(
            OrtSession forward, double[] x, long[] shape, double[] cotangent, int i, double step, boolean wide)
            throws OrtException {
        double[] moved = x.clone();
        moved[i] = wide ? x[i] + step : (float) (x[i] + step);
        double above =
                dot(run(forward, Map.of("x", moved), shapes("x", shape), wide).get(0), cotangent);
        double width = moved[i];
        moved[i] = wide ? x[i] - step : (float) (x[i] - step);
        double below =
                dot(run(forward, Map.of("x", moved), shapes("x", shape), wide).get(0), cotangent);
        return (above - below) / (width - moved[i]);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] spaced(long[] shape, double low, double high, long seed) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(low + (high - low) * (i + 0.5) / count);
        }
        Collections.shuffle(values, new Random(seed));
        return values.stream().mapToDouble(value -> (float) (double) value).toArray();
    }

    private static Map<String, long[]> shapes(String name, long[] shape) {
        Map<String, long[]> shapes = new HashMap<>();
        shapes.put(name, shape);
        return shapes;
    }

    private static boolean isWide(ModelProto model) {
        return model.getGraph().getInput(0).getType().getTensorType().getElemType() == DataType.DOUBLE_VALUE;
    }

    private static OrtSession session(ModelProto model) throws OrtException {
        try (OrtSession.SessionOptions options = TestDevice.options(isWide(model))) {
            return OrtEnvironment.getEnvironment().createSession(model.toByteArray(), options);
        }
    }

    private static long[] outputShape(OrtSession session, double[] x, long[] shape, boolean wide) throws OrtException {
        try (OnnxTensor tensor = tensor(x, shape, wide);
                OrtSession.Result result = session.run(Map.of("x", tensor))) {
            return ((TensorInfo) result.get(0).getInfo()).getShape();
        }
    }

    private static List<double[]> run(
            OrtSession session, Map<String, double[]> feeds, Map<String, long[]> shapes, boolean wide)
            throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (Map.Entry<String, double[]> feed : feeds.entrySet()) {
            tensors.put(feed.getKey(), tensor(feed.getValue(), shapes.get(feed.getKey()), wide));
        }
        try (OrtSession.Result result = session.run(tensors)) {
            List<double[]> outputs = new ArrayList<>();
            for (int i = 0; i < result.size(); i++) {
                OnnxTensor output = (OnnxTensor) result.get(i);
                if (wide) {
                    DoubleBuffer buffer = output.getDoubleBuffer();
                    double[] values = new double[buffer.remaining()];
                    buffer.get(values);
                    outputs.add(values);
                } else {
                    FloatBuffer buffer = output.getFloatBuffer();
                    double[] values = new double[buffer.remaining()];
                    for (int j = 0; j < values.length; j++) {
                        values[j] = buffer.get(j);
                    }
                    outputs.add(values);
                }
            }
            return outputs;
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(double[] values, long[] shape, boolean wide) throws OrtException {
        if (wide) {
            return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), DoubleBuffer.wrap(values), shape);
        }
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(narrow), shape);
    }
}
