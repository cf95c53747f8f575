package io.facecloak.onnx.arc2face;

import java.util.Arrays;

/**
 * An input or output that a graph must have.
 *
 * @param name its name in Optimum's exports
 * @param shape its shape, with −1 for a size that depends on the run; empty for one number, which exports may repeat in a vector
 */
record Port(String name, long... shape) {

    /** Whether a graph's declared shape, with −1 for what it leaves open, can be this one. */
    boolean fits(long[] declared) {
        if (shape.length == 0) {
            return declared.length <= 1;
        }
        if (declared.length != shape.length) {
            return false;
        }
        for (int i = 0; i < shape.length; i++) {
            if (declared[i] != -1 && shape[i] != -1 && declared[i] != shape[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name + " " + Arrays.toString(shape);
    }
}
