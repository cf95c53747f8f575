package io.facecloak.onnx.internal.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** New names beside those of models that have taken the likely ones. */
class ValueNamesTest {

    /** Of one processor, what any model may take. */
    private static final long BUDGET = TimeUnit.SECONDS.toNanos(60);

    private static ValueNames names(List<String> taken) {
        return ValueNames.of(GraphProto.newBuilder()
                .addNode(NodeProto.newBuilder().addAllOutput(taken))
                .build());
    }

    private static void withinBudget(Runnable work) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        work.run();
        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertTrue(spent < BUDGET, spent + " ns of the processor");
    }

    @Test
    void freshNamesAreNumberedPastTheTakenOnes() {
        ValueNames names = names(List.of("v", "v_2", "v_4"));
        assertEquals("v_3", names.fresh("v"));
        assertEquals("v_5", names.fresh("v"));
        assertEquals("v_2_2", names.fresh("v_2"));
        assertEquals("w", names.fresh("w"));
        assertEquals("w_2", names.fresh("w"));
    }

    /** Every one looked at all before it. */
    @Test
    void manyFreshNamesOfOneWishTakeOnePass() {
        int count = 200_000;
        ValueNames names =
                names(IntStream.range(0, count).mapToObj(i -> "v_" + i).toList());
        withinBudget(() -> {
            assertEquals("v", names.fresh("v"));
            for (int i = 0; i < count; i++) {
                assertEquals("v_" + (count + i), names.fresh("v"));
            }
        });
    }

    @Test
    void markersOccurInNoName() {
        assertEquals("m", names(List.of("a", "b")).marker("m"));
        assertEquals("m_2_", names(List.of("xmx")).marker("m"));
        assertEquals("m_3_", names(List.of("xm_2_x", "m")).marker("m"));
        assertEquals("m_2_", names(List.of("m_3_", "m_02_")).marker("m"));
        assertEquals("m_4_", names(List.of("m_2_m_3_")).marker("m"));
        assertEquals("mm_3_", names(List.of("mmm_2_")).marker("mm"));
    }

    /** Every candidate was sought in every name. */
    @Test
    void markersAreFoundInOnePass() {
        int count = 200_000;
        ValueNames names =
                names(IntStream.range(1, count).mapToObj(i -> "m_" + i + "_").toList());
        withinBudget(() -> assertEquals("m_" + count + "_", names.marker("m")));
    }
}
