package io.facecloak.onnx.internal.operator;

import java.util.Arrays;

/** The shape of a value; −k stands for a dimension of k times the batch. Immutable. */
public final class TensorShape {

    private final long[] dimensions;

    public TensorShape(long... dimensions) {
        this.dimensions = dimensions.clone();
    }

    int rank() {
        return dimensions.length;
    }

    public long at(int axis) {
        return dimensions[axis];
    }

    boolean isDynamic(int axis) {
        return dimensions[axis] < 0;
    }

    /** The dimensions with −1 for those that grow with the batch. */
    public long[] dimensions() {
        return Arrays.stream(dimensions)
                .map(dimension -> Math.max(-1, dimension))
                .toArray();
    }

    /** An axis that may count from the end, counted from the front. */
    int axis(long axis) {
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    int[] axes(long... axes) {
        return Arrays.stream(axes).mapToInt(this::axis).sorted().toArray();
    }

    boolean isReshapeTarget() {
        return Arrays.stream(dimensions).filter(dimension -> dimension < 0).count() <= 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorShape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    @Override
    public String toString() {
        return Arrays.toString(dimensions);
    }
}
