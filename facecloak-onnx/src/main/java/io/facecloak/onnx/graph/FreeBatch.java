package io.facecloak.onnx.graph;

import java.util.HashMap;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.ValueInfoProto;

/**
 * Frees the first dimension of a model that was exported for one picture at a time: of its input, its outputs, and of the constant
 * shapes that {@code Reshape} nodes took over from it.
 */
public final class FreeBatch {

    private FreeBatch() {}

    /** The model with a dynamic first dimension; itself if it has one already. */
    public static ModelProto apply(ModelProto model) {
        TensorShapeProto shape =
                model.getGraph().getInput(0).getType().getTensorType().getShape();
        if (shape.getDimCount() == 0 || shape.getDim(0).getDimValue() <= 0) {
            return model;
        }
        long batch = shape.getDim(0).getDimValue();
        GraphProto.Builder graph = model.getGraph().toBuilder();
        free(graph.getInputBuilder(0));
        graph.getOutputBuilderList().forEach(FreeBatch::free);
        Map<String, TensorProto> constants = new HashMap<>();
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (node.getOpType().equals("Reshape") && !constants.containsKey(node.getInput(0))) {
                TensorProto target = constants.get(node.getInput(1));
                if (target != null && Tensors.count(target) > 1) {
                    String name = node.getOutput(0) + "/free_batch";
                    graph.addInitializer(
                            Tensors.longs(name, freed(Tensors.integers(target), batch), target.getDims(0)));
                    graph.getNodeBuilder(i).setInput(1, name);
                }
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    /** A first dimension that is a multiple of the batch is left to be inferred, or copied from the input where another one is. */
    private static long[] freed(long[] target, long batch) {
        long[] freed = target.clone();
        boolean inferred = false;
        for (long dimension : target) {
            inferred |= dimension < 0;
        }
        if (target[0] > 0 && target[0] % batch == 0) {
            if (!inferred) {
                freed[0] = -1;
            } else if (target[0] == batch) {
                freed[0] = 0;
            }
        }
        return freed;
    }

    private static void free(ValueInfoProto.Builder value) {
        if (value.getType().getTensorType().getShape().getDimCount() > 0) {
            value.getTypeBuilder()
                    .getTensorTypeBuilder()
                    .getShapeBuilder()
                    .setDim(0, TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        }
    }
}
