package io.facecloak.onnx.internal.gradient;

import static io.facecloak.onnx.internal.gradient.VjpCase.attribute;
import static io.facecloak.onnx.internal.gradient.VjpCase.ints;
import static io.facecloak.onnx.internal.gradient.VjpCase.node;
import static io.facecloak.onnx.internal.gradient.VjpCase.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.operator.ShapeInference;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pooling by norms: every window against finite differences and the engine's shapes. */
class LpPoolTest {

    private static final long[] PICTURE = {2, 2, 6, 5};

    static Stream<VjpCase> pools() {
        List<VjpCase> cases = new ArrayList<>();
        for (long p = 1; p <= 3; p++) {
            AttributeProto norm = attribute("p", p);
            for (long ceil = 0; ceil <= 1; ceil++) {
                for (long stride = 1; stride <= 3; stride++) {
                    AttributeProto mode = attribute("ceil_mode", ceil);
                    AttributeProto strides = ints("strides", stride, stride);
                    cases.add(node("LpPool", PICTURE, ints("kernel_shape", 3, 2), strides, mode, norm));
                    cases.add(node(
                            "LpPool",
                            PICTURE,
                            ints("kernel_shape", 3, 3),
                            strides,
                            mode,
                            norm,
                            ints("pads", 1, 0, 1, 1)));
                    cases.add(node(
                            "LpPool",
                            PICTURE,
                            ints("kernel_shape", 2, 2),
                            strides,
                            mode,
                            norm,
                            ints("dilations", 2, 3)));
                }
            }
            for (String automatic : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
                AttributeProto padding = attribute("auto_pad", automatic);
                cases.add(node("LpPool", PICTURE, ints("kernel_shape", 3, 2), padding, norm));
                cases.add(node("LpPool", PICTURE, ints("kernel_shape", 2, 3), ints("strides", 2, 2), padding, norm));
            }
            cases.add(node("LpPool", new long[] {2, 3, 8}, ints("kernel_shape", 3), ints("strides", 2), norm));
            // Windows that see padding alone, above and below the picture.
            cases.add(node(
                    "LpPool",
                    new long[] {1, 2, 3, 5},
                    ints("kernel_shape", 2, 2),
                    norm,
                    ints("dilations", 4, 1),
                    ints("pads", 1, 0, 1, 0)));
            cases.add(node("GlobalLpPool", PICTURE, norm));
            cases.add(node("GlobalLpPool", new long[] {2, 3, 5}, norm));
        }
        cases.add(node("LpPool", PICTURE, ints("kernel_shape", 2, 2)));
        cases.add(node("GlobalLpPool", PICTURE));
        return cases.stream().map(one -> one.opset(18));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void matchesFiniteDifferences(VjpCase one) throws OrtException {
        FiniteDifferences.check(one.single(), one.shape(), one.low(), one.high());
    }

    @ParameterizedTest
    @MethodSource("pools")
    void hasTheShapeThatTheEngineSees(VjpCase one) {
        ModelProto model = one.single();
        String value = model.getGraph().getOutput(0).getName();
        try (OnnxGraph graph = OnnxGraph.load(one.name(), model.toByteArray(), Device.cpu(1))) {
            FloatTensor result = graph.run(Map.of("x", FloatTensor.allocate(one.shape())))
                    .values()
                    .iterator()
                    .next();
            assertEquals(
                    Arrays.toString(result.shape()),
                    Arrays.toString(ShapeInference.of(model.getGraph(), one.shape(), one.shape()[0])
                            .shape(value)));
        }
    }

    /** A norm has no gradient at the origin; nothing flows there, and nothing that is no number. */
    @Test
    void nothingFlowsWhereTheNormIsZero() {
        for (long p = 1; p <= 4; p++) {
            long exponent = p;
            VjpCase one = of(
                            "LpPool of zeros, p " + p,
                            (graph, x) -> graph.node(
                                    "LpPool", List.of(x), ints("kernel_shape", 2, 2), attribute("p", exponent)),
                            PICTURE)
                    .opset(18);
            byte[] combined =
                    GradientGraph.differentiate(one.name(), one.single()).toByteArray();
            try (OnnxGraph graph = OnnxGraph.load(one.name(), combined, Device.cpu(1))) {
                FloatTensor cotangent = FloatTensor.allocate(2, 2, 5, 4);
                for (int i = 0; i < cotangent.data().capacity(); i++) {
                    cotangent.data().put(i, 1);
                }
                FloatTensor gradient = graph.run(
                                Map.of("x", FloatTensor.allocate(PICTURE), GradientGraph.COTANGENT, cotangent))
                        .get(GradientGraph.GRADIENT);
                for (int i = 0; i < gradient.data().remaining(); i++) {
                    assertEquals(0, gradient.data().get(i), "p " + p);
                }
                assertTrue(gradient.data().remaining() > 0);
            }
        }
    }
}
