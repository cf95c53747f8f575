package io.facecloak.onnx.gradient;

import java.util.Arrays;

/** The shape of a value; −1 stands for a dimension that grows with the batch. Immutable. */
final class TensorShape {

    private final long[] dimensions;

    TensorShape(long... dimensions) {
        this.dimensions = dimensions.clone();
    }

    int rank() {
        return dimensions.length;
    }

    long at(int axis) {
        return dimensions[axis];
    }

    boolean isDynamic(int axis) {
        return dimensions[axis] < 0;
    }

    /** The dimensions in the form that {@code Reshape} takes, at most one of which may be −1. */
    long[] dimensions() {
        return dimensions.clone();
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
