package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.facecloak.onnx.internal.graph.Tensors;
import java.util.Map;
import java.util.Set;

/** What is known about the values of a graph before it runs. */
public final class Values {

    private final Set<String> active;
    private final Map<String, TensorProto> initializers;
    private final Shapes shapes;

    public Values(Set<String> active, Map<String, TensorProto> initializers, Shapes shapes) {
        this.active = active;
        this.initializers = initializers;
        this.shapes = shapes;
    }

    /** Whether a value depends on the differentiated input and the output depends on it. */
    boolean isActive(String name) {
        return active.contains(name);
    }

    public TensorShape shape(String name) {
        TensorProto tensor = initializers.get(name);
        return tensor == null ? shapes.shape(name) : new TensorShape(Tensors.shape(tensor));
    }

    /** The values of an integer constant, or of a value that was found to be the same for every batch; else null. */
    long[] integers(String name) {
        TensorProto tensor = initializers.get(name);
        if (tensor != null) {
            return Tensors.integers(tensor);
        }
        double[] folded = shapes.constant(name);
        if (folded == null) {
            return null;
        }
        long[] integers = new long[folded.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (long) folded[i];
        }
        return integers;
    }

    /** As {@link #integers}, for real constants. */
    double[] reals(String name) {
        TensorProto tensor = initializers.get(name);
        return tensor == null ? shapes.constant(name) : Tensors.values(tensor);
    }
}
