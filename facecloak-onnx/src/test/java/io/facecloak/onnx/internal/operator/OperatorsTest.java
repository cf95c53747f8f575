package io.facecloak.onnx.internal.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorsTest {

    private static NodeProto node(String op, String domain) {
        return NodeProto.newBuilder().setOpType(op).setDomain(domain).build();
    }

    @Test
    void anOperatorOfAnotherDomainIsUnknownWhateverItsName() {
        for (String standard : List.of("", "ai.onnx")) {
            assertTrue(Operators.rule(node("Conv", standard)).isPresent());
            assertTrue(Operators.readsOperands(node("Slice", standard)));
            assertEquals(Dependence.SHAPE, Operators.of(node("Shape", standard)).dependence());
        }
        for (String domain : List.of("com.microsoft", "com.example")) {
            assertFalse(Operators.rule(node("Conv", domain)).isPresent());
            assertFalse(Operators.readsOperands(node("Slice", domain)));
            assertEquals(Dependence.SMOOTH, Operators.of(node("Shape", domain)).dependence());
        }
    }

    @Test
    void whatNobodyKnowsHasAReason() {
        assertEquals(
                "no rule for this operator",
                Operators.of(node("Frobnicate", "")).obstacle("Frobnicate"));
        assertEquals(1, Operators.ofType("Frobnicate").leastInputs("Frobnicate"));
    }

    /** Nothing flows back through an operator that answers in steps, so no such operator may claim a gradient. */
    @Test
    void gradientsPassSmoothOperatorsAlone() {
        Set<String> differentiable = Operators.differentiable();
        assertTrue(differentiable.containsAll(Operators.products()));
        for (String type : differentiable) {
            assertEquals(Dependence.SMOOTH, Operators.ofType(type).dependence(), type);
            assertTrue(Operators.ofType(type).types().contains(type), type);
        }
    }
}
