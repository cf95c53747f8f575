package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.facecloak.onnx.internal.graph.Opsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The operators of the standard domain that are known here. Thread-safe. */
public final class Operators {

    private static final List<OperatorFamily> FAMILIES = List.of(
            new Activations(),
            new ArgExtrema(),
            new Arithmetic(),
            new AveragePool(),
            new BatchNormalization(),
            new BlockMoves(),
            new Clip(),
            new Comparisons(),
            new Concat(),
            new ConstantOfShape(),
            new ControlFlow(),
            new Conv(),
            new ConvTranspose(),
            new Einsum(),
            new Expand(),
            new Gather(),
            new GatherElements(),
            new Gemm(),
            new GlobalPools(),
            new LocalResponseNormalization(),
            new LpPool(),
            new MatMul(),
            new MaxPool(),
            new Modulo(),
            new Normalizations(),
            new PRelu(),
            new Pad(),
            new PassThrough(),
            new Pow(),
            new Range(),
            new Reductions(),
            new Reshapes(),
            new Resize(),
            new ShapeOf(),
            new Slice(),
            new Softmaxes(),
            new Split(),
            new Tile(),
            new Transpose(),
            new TruthValues(),
            new UnaryFunctions(),
            new UnshapedSteps(),
            new Where(),
            new WithoutGradient());

    private static final SortedMap<String, OperatorFamily> BY_TYPE = byType();

    private Operators() {}

    private static SortedMap<String, OperatorFamily> byType() {
        SortedMap<String, OperatorFamily> byType = new TreeMap<>();
        for (OperatorFamily family : FAMILIES) {
            for (String type : family.types()) {
                if (byType.put(type, family) != null) {
                    throw new IllegalStateException(type + " belongs to two families");
                }
            }
        }
        return byType;
    }

    /** The family of a node, or one that knows nothing of it. */
    public static OperatorFamily of(NodeProto node) {
        return Opsets.isStandard(node.getDomain()) ? ofType(node.getOpType()) : Unknown.OPERATOR;
    }

    /** As {@link #of}, by the name of an operator of the standard domain. */
    public static OperatorFamily ofType(String type) {
        return BY_TYPE.getOrDefault(type, Unknown.OPERATOR);
    }

    /** The family of a node, if gradients pass it. */
    public static Optional<DifferentiableFamily> rule(NodeProto node) {
        return of(node) instanceof DifferentiableFamily family ? Optional.of(family) : Optional.empty();
    }

    /** Whether the rule that differentiates a node reads numbers of its operands after the first. */
    public static boolean readsOperands(NodeProto node) {
        return rule(node).filter(DifferentiableFamily::readsOperands).isPresent();
    }

    /** The names of those that gradients pass. */
    public static SortedSet<String> differentiable() {
        return names(DifferentiableFamily.class::isInstance);
    }

    /** The names of those that sum products. */
    public static SortedSet<String> products() {
        return names(ProductFamily.class::isInstance);
    }

    private static SortedSet<String> names(Predicate<OperatorFamily> which) {
        SortedSet<String> names = new TreeSet<>();
        BY_TYPE.forEach((type, family) -> {
            if (which.test(family)) {
                names.add(type);
            }
        });
        return Collections.unmodifiableSortedSet(names);
    }
}
