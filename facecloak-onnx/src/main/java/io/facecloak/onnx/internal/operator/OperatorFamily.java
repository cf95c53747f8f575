package io.facecloak.onnx.internal.operator;

import java.util.List;
import java.util.Set;

/**
 * All that is known of a family of ONNX operators, in the dialect of {@code ModelReader}: the shape of what they compute and, in {@link
 * DifferentiableFamily}, how a gradient passes them. Families have no state; {@link Operators} lists them.
 */
public interface OperatorFamily {

    /** The operators of the standard domain that belong to the family. */
    Set<String> types();

    /** How many inputs such an operator has at least. */
    default int leastInputs(String type) {
        return 1;
    }

    /**
     * The shapes of what a node computes, by output; shorter, or empty, where they are unknown. The shape of the node's first input is known.
     * Operands that contradict each other may end in an {@link IndexOutOfBoundsException} or {@link ArithmeticException}, which mean the same.
     */
    default List<long[]> shapes(ShapedNode node) {
        long[] shape = shape(node);
        return shape == null ? List.of() : List.of(shape);
    }

    /** As {@link #shapes}, of operators with one output; null where it is unknown. */
    default long[] shape(ShapedNode node) {
        return null;
    }

    /**
     * The numbers of a node's first output, where they depend on shapes and small constants alone; null where they do not, or where nobody
     * computes shapes with the operator.
     *
     * @param shape of the output
     */
    default SmallTensor value(ShapedNode node, long[] shape) {
        List<SmallTensor> operands = node.operands();
        return operands == null || operands.get(0) == null || SmallTensor.count(shape) > SmallTensor.LARGEST
                ? null
                : fold(node, operands, shape);
    }

    /** As {@link #value}, where all operands are known; null stands for one that is left out. */
    default SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return null;
    }

    /** How the result depends on the operands. */
    default Dependence dependence() {
        return Dependence.SMOOTH;
    }

    /** Why no gradient passes the operator, if it is not in a {@link DifferentiableFamily}. */
    default String obstacle(String type) {
        return "no rule for this operator";
    }
}
