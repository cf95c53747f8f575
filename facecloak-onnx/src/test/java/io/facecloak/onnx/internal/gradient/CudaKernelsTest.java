package io.facecloak.onnx.internal.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.Opsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No node that differentiation adds falls back to the CPU on a GPU: every operator of every rule, in the types and operator sets that occur,
 * has a documented CUDA kernel. docs/devices.md tells the same to people.
 */
class CudaKernelsTest {

    /** The operator sets that models have after they are read, and that exporters write by default today. */
    private static final long[] COMPLETE = {17, 18};

    /**
     * What the table has no kernel for in newer operator sets: definitions that were only widened in types, and kernels that were only
     * registered for them later than the table, if at all (onnxruntime issues 26393 and 27729). docs/devices.md advises operator set 17 or 18.
     */
    private static final Map<Long, Set<String>> LATER = Map.of(
            19L, Set.of("Equal-19 float", "Pad-19 float", "Size-19 float"),
            20L, Set.of("ConstantOfShape-20 float", "Equal-19 float", "Pad-19 float", "Size-19 float"),
            21L,
                    Set.of(
                            "ConstantOfShape-21 float",
                            "Equal-19 float",
                            "Identity-21 float",
                            "Pad-21 float",
                            "Size-21 float"),
            22L,
                    Set.of(
                            "ConstantOfShape-21 float",
                            "ConvTranspose-22 float",
                            "Cos-22 float",
                            "Equal-19 float",
                            "Identity-21 float",
                            "MaxPool-22 float",
                            "Pad-21 float",
                            "Sin-22 float",
                            "Size-21 float",
                            "Softplus-22 float"),
            23L,
                    Set.of(
                            "ConstantOfShape-23 float",
                            "ConvTranspose-22 float",
                            "Cos-22 float",
                            "Equal-19 float",
                            "Identity-23 float",
                            "MaxPool-22 float",
                            "Pad-23 float",
                            "Sin-22 float",
                            "Size-23 float",
                            "Softplus-22 float"));

    /**
     * The models' own operators without a kernel: {@code Celu} and {@code MeanVarianceNormalization} are functions, which the engine
     * replaces by operators that have one.
     */
    private static final Set<String> FORWARD =
            Set.of("Celu-12 float", "LpNormalization-1 float", "Mean-13 float", "MeanVarianceNormalization-13 float");

    static Stream<Named<ModelProto>> networks() {
        return GradientCases.networks().stream();
    }

    @Test
    void everyRuleHasACase() {
        Set<String> missing = new TreeSet<>(GradientGraph.supportedOperators());
        for (VjpCase one : GradientCases.rules()) {
            one.single().getGraph().getNodeList().stream()
                    .map(NodeProto::getOpType)
                    .forEach(missing::remove);
        }
        // Reading a model removes it.
        missing.remove("Dropout");
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyRuleStaysOnTheGpu() {
        for (VjpCase one : GradientCases.rules()) {
            ModelProto model = one.single();
            if (Opsets.of(model) > 18) {
                continue;
            }
            ModelProto combined = GradientGraph.differentiate(one.name(), model);
            assertEquals(Set.of(), CudaKernels.missing(model, combined, Opsets.of(model)), one.name());
        }
    }

    @Test
    void everyRuleStaysOnTheGpuInTheOperatorSetsOfToday() {
        for (long opset : COMPLETE) {
            assertEquals(Set.of(), missing(opset), "operator set " + opset);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {19, 20, 21, 22, 23})
    void whatNewerOperatorSetsLackIsKnown(long opset) {
        assertEquals(new TreeSet<>(LATER.get(opset)), missing(opset));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void wholeNetworksStayOnTheGpu(ModelProto model) {
        ModelProto combined = GradientGraph.differentiate("network", model);
        long opset = Opsets.of(model);
        Set<String> expected = opset > 18 ? LATER.get(opset) : Set.of();
        assertTrue(expected.containsAll(CudaKernels.missing(null, combined, opset)));
        assertEquals(List.of(), CudaKernels.lopsided(combined));
    }

    /** The table is right, but the engine still leaves such transposed convolutions to the CPU. */
    @Test
    void transposedConvolutionsArePaddedEvenly() {
        for (VjpCase one : GradientCases.rules()) {
            ModelProto model = one.single();
            if (CudaKernels.lopsided(model).isEmpty()) {
                assertEquals(
                        List.of(), CudaKernels.lopsided(GradientGraph.differentiate(one.name(), model)), one.name());
            }
        }
    }

    @Test
    void theModelsOwnOperatorsHaveKernelsButFew() {
        Set<String> missing = new TreeSet<>();
        for (VjpCase one : GradientCases.rules()) {
            ModelProto model = one.single();
            if (Opsets.of(model) == 17) {
                missing.addAll(CudaKernels.missing(null, model, 17));
            }
        }
        assertEquals(new TreeSet<>(FORWARD), missing);
    }

    @Test
    void theTableIsReadStrictly() {
        assertTrue(problem("Softsquare", DataType.FLOAT, 17).isPresent());
        assertTrue(problem("Conv", DataType.DOUBLE, 17).isPresent());
        assertTrue(problem("Identity", DataType.FLOAT, 21).isPresent(), "an open end covers no newer definition");
        assertFalse(problem("Identity", DataType.FLOAT, 20).isPresent());
        assertFalse(problem("Conv", DataType.FLOAT, 21).isPresent());
    }

    private static Optional<String> problem(String operator, DataType type, long opset) {
        return CudaKernels.problem(new EmittedNodes.Use(operator, type, type), opset);
    }

    /** Over all cases that are also legal in this operator set. */
    private static Set<String> missing(long opset) {
        Set<String> missing = new TreeSet<>();
        int legal = 0;
        for (VjpCase one : GradientCases.rules()) {
            if (one.opset() < 17 || one.opset() > opset) {
                continue;
            }
            try {
                ModelProto model = one.opset(opset).single();
                missing.addAll(CudaKernels.missing(model, GradientGraph.differentiate(one.name(), model), opset));
                legal++;
            } catch (ModelException e) {
                // An attribute became an input since.
            }
        }
        assertTrue(legal > 350, "only " + legal + " cases are legal in operator set " + opset);
        return missing;
    }
}
