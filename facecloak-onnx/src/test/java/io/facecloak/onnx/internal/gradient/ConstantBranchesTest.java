package io.facecloak.onnx.internal.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Branches in a row, within each other, and behind conditions that the ones before them compute. */
class ConstantBranchesTest {

    private static final long[] SHAPE = {-1, 4};

    /** Of one processor, what any model may take. */
    private static final long BUDGET = TimeUnit.SECONDS.toNanos(60);

    private static GraphProto.Builder graph() {
        return GraphProto.newBuilder()
                .addInput(ValueInfoProto.newBuilder().setName("x"))
                .addInitializer(TensorProto.newBuilder()
                        .setName("yes")
                        .setDataType(DataType.BOOL_VALUE)
                        .addInt32Data(1));
    }

    private static NodeProto node(String op, String input, String output) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .addInput(input)
                .addOutput(output)
                .build();
    }

    private static GraphProto branch(String output, NodeProto... nodes) {
        return GraphProto.newBuilder()
                .addAllNode(List.of(nodes))
                .addOutput(ValueInfoProto.newBuilder().setName(output))
                .build();
    }

    private static NodeProto branches(String condition, String output, GraphProto taken, GraphProto other) {
        return NodeProto.newBuilder()
                .setOpType("If")
                .addInput(condition)
                .addOutput(output)
                .addAttribute(AttributeProto.newBuilder().setName("then_branch").setG(taken))
                .addAttribute(AttributeProto.newBuilder().setName("else_branch").setG(other))
                .build();
    }

    private static GraphProto folded(GraphProto.Builder graph) {
        ModelProto model = ModelProto.newBuilder().setGraph(graph).build();
        return ConstantBranches.fold(model, SHAPE).getGraph();
    }

    /** Every value is made once, and before it is read; what leads from x to the last value are these operators. */
    private static void assertChain(GraphProto graph, String op, int times) {
        Set<String> made = new HashSet<>(Set.of("x"));
        graph.getInitializerList().forEach(tensor -> made.add(tensor.getName()));
        int count = 0;
        for (NodeProto node : graph.getNodeList()) {
            assertTrue(made.containsAll(node.getInputList()), node.toString());
            node.getOutputList().forEach(output -> assertTrue(made.add(output), output));
            count += node.getOpType().equals(op) ? 1 : 0;
            assertTrue(node.getOpType().equals(op) || node.getOpType().equals("Identity"), node.toString());
        }
        assertEquals(times, count);
        assertTrue(made.contains("y"));
    }

    /** Each fold in a row of n took the shapes of all n operators. */
    @Test
    void longRowsAreFoldedInOnePass() {
        int rows = 20_000;
        GraphProto.Builder graph = graph();
        for (int i = 1; i <= rows; i++) {
            String before = i == 1 ? "x" : "v" + (i - 1);
            graph.addNode(branches(
                    "yes",
                    i == rows ? "y" : "v" + i,
                    branch("inner", node("Abs", before, "inner")),
                    branch("inner", node("Neg", before, "inner"))));
        }
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        GraphProto flat = folded(graph);
        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        assertChain(flat, "Abs", rows);
        assertTrue(spent < BUDGET, spent + " ns of the processor");
    }

    @Test
    void nestedBranchesAreFolded() {
        GraphProto inner = branch("z0", node("Abs", "x", "z0"));
        for (int depth = 1; depth <= 25; depth++) {
            String output = "z" + depth;
            inner = branch(
                    output, branches("yes", output, inner, branch("other" + depth, node("Neg", "x", "other" + depth))));
        }
        GraphProto.Builder graph = graph();
        graph.addNode(branches("yes", "y", inner, branch("other", node("Neg", "x", "other"))));
        assertChain(folded(graph), "Abs", 1);
    }

    @Test
    void aBranchMayComputeTheNextCondition() {
        GraphProto.Builder graph = graph();
        graph.addNode(branches(
                "yes",
                "condition",
                branch("no", node("Not", "yes", "no")),
                branch("as", node("Identity", "yes", "as"))));
        graph.addNode(
                branches("condition", "y", branch("a", node("Abs", "x", "a")), branch("b", node("Neg", "x", "b"))));
        GraphProto flat = folded(graph);
        assertEquals(
                List.of("Not", "Identity", "Neg", "Identity"),
                flat.getNodeList().stream().map(NodeProto::getOpType).toList());
    }

    @Test
    void branchesThatDependOnThePictureStay() {
        GraphProto.Builder graph = graph();
        graph.addNode(node("IsNaN", "x", "condition"));
        graph.addNode(
                branches("condition", "y", branch("a", node("Abs", "x", "a")), branch("b", node("Neg", "x", "b"))));
        ModelProto model = ModelProto.newBuilder().setGraph(graph).build();
        assertSame(model, ConstantBranches.fold(model, SHAPE));
    }
}
