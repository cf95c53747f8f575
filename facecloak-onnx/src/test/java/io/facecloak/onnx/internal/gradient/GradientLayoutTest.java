package io.facecloak.onnx.internal.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layouts decide how fast a gradient is, not what it is. */
class GradientLayoutTest {

    private static final int BATCH = 2;

    static Stream<Named<ModelProto>> networks() {
        return GradientCases.networks().stream();
    }

    @Test
    void everyRuleGivesTheSameNumbersInEveryLayout() {
        int different = 0;
        for (VjpCase one : GradientCases.rules()) {
            ModelProto model = one.single();
            long[] shape = one.shape().clone();
            if (!operators(model, GradientLayout.PLAIN).equals(operators(model, GradientLayout.BLOCKED))) {
                assertSame(one.name(), model, one.low(), one.high(), shape);
                different++;
            }
        }
        assertTrue(different > 25, "only " + different + " gradients have more than one layout");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void wholeNetworksGiveTheSameNumbersInEveryLayout(ModelProto model) {
        assertSame("network", model, -1, 1, BATCH, 3, 32, 32);
    }

    /** Every kernel, stride and padding, on sizes that the stride does and does not divide. */
    @Test
    void stridedDepthwiseConvolutionsGiveTheSameNumbers() {
        int blocked = 0;
        for (long kernel = 1; kernel <= 5; kernel++) {
            for (long stride = 2; stride <= 3; stride++) {
                for (long pad = 0; pad < kernel; pad++) {
                    long[] pads = {pad, Math.min(pad, 1), Math.max(0, pad - 1), pad};
                    long k = kernel;
                    long s = stride;
                    ModelProto model = TinyModels.model(
                            17,
                            DataType.FLOAT,
                            (graph, x) -> graph.node(
                                    "Conv",
                                    List.of(x, VjpCase.random(graph, 3, 1, k, k)),
                                    Attributes.of("strides", new long[] {s, s}),
                                    Attributes.of("group", 3),
                                    Attributes.of("pads", pads)),
                            -1,
                            3,
                            7,
                            8);
                    assertSame(
                            "kernel " + k + " stride " + s + " pads " + Arrays.toString(pads),
                            model,
                            -1,
                            1,
                            BATCH,
                            3,
                            7,
                            8);
                    blocked += operators(model, GradientLayout.BLOCKED).contains("ConvTranspose") ? 0 : 1;
                }
            }
        }
        assertTrue(blocked >= 10, "only " + blocked + " are convolutions");
    }

    @Test
    void theBlockedLayoutNeitherComparesNorTransposesConvolutions() {
        ModelProto model = networks()
                .filter(network -> network.getName().equals("MobileFaceNet"))
                .findFirst()
                .orElseThrow()
                .getPayload();
        List<String> plain = operators(model, GradientLayout.PLAIN);
        List<String> blocked = operators(model, GradientLayout.BLOCKED);
        assertTrue(Collections.frequency(plain, "ConvTranspose") > 5 && plain.contains("Where"), plain.toString());
        // The first convolution's: a dense one with a stride.
        assertEquals(1, Collections.frequency(blocked, "ConvTranspose"), blocked.toString());
        assertTrue(!blocked.contains("Where"), blocked.toString());
    }

    @Test
    void onlyProcessorsGetTheBlockedLayout() {
        assertEquals(GradientLayout.BLOCKED, GradientLayout.of(Device.cpu()));
        assertEquals(GradientLayout.PLAIN, GradientLayout.of(Device.cuda(0)));
    }

    private static List<String> operators(ModelProto model, GradientLayout layout) {
        return GradientGraph.differentiate("model", model, layout).getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .collect(Collectors.toList());
    }

    private static void assertSame(String name, ModelProto model, double low, double high, long... shape) {
        Random random = new Random(5);
        float[] x = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (low + (high - low) * random.nextDouble());
        }
        FloatTensor picture = new FloatTensor(FloatBuffer.wrap(x), shape);
        FloatTensor cotangent = null;
        List<float[]> gradients = new ArrayList<>();
        List<float[]> outputs = new ArrayList<>();
        for (GradientLayout layout : GradientLayout.values()) {
            if (cotangent == null) {
                cotangent = cotangent(model, picture, random);
            }
            byte[] combined = GradientGraph.differentiate(name, model, layout).toByteArray();
            try (OnnxGraph graph = OnnxGraph.load(name, combined, Device.cpu(1))) {
                Map<String, FloatTensor> results = graph.run(Map.of("x", picture, GradientGraph.COTANGENT, cotangent));
                gradients.add(values(results.remove(GradientGraph.GRADIENT)));
                outputs.add(values(results.values().iterator().next()));
            }
        }
        assertClose(name + ", output", outputs.get(0), outputs.get(1));
        assertClose(name + ", gradient", gradients.get(0), gradients.get(1));
    }

    private static FloatTensor cotangent(ModelProto model, FloatTensor picture, Random random) {
        try (OnnxGraph forward = OnnxGraph.load("forward", model.toByteArray(), Device.cpu(1))) {
            FloatTensor output =
                    forward.run(Map.of("x", picture)).values().iterator().next();
            float[] values = new float[output.data().remaining()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return new FloatTensor(FloatBuffer.wrap(values), output.shape());
        }
    }

    private static float[] values(FloatTensor tensor) {
        float[] values = new float[tensor.data().remaining()];
        tensor.data().get(values);
        return values;
    }

    private static void assertClose(String name, float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length, name);
        double errors = 0;
        double squares = 0;
        for (int i = 0; i < expected.length; i++) {
            errors += Math.pow(expected[i] - actual[i], 2);
            squares += Math.pow(expected[i], 2);
        }
        double error = Math.sqrt(errors / Math.max(squares, 1e-30));
        assertTrue(error <= 1e-5, name + ": relative error " + error);
    }
}
