package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.facecloak.onnx.internal.graph.Excerpt;
import io.facecloak.onnx.internal.graph.Opsets;
import java.util.List;
import java.util.Objects;

/**
 * What a gradient has to pass on its way from a model's output to its input, and what stops it. Immutable.
 *
 * @param active the nodes on the way, from the output to the input; none if the output does not depend on the input
 * @param obstacles those of them that cannot be differentiated; none if the gradient exists
 */
public record Differentiability(List<NodeProto> active, List<Obstacle> obstacles) {

    public Differentiability {
        active = List.copyOf(active);
        obstacles = List.copyOf(obstacles);
    }

    /** Whether the output depends on the input through differentiable nodes alone. */
    public boolean isDifferentiable() {
        return !active.isEmpty() && obstacles.isEmpty();
    }

    /**
     * A node that cannot be differentiated.
     *
     * @param node the node
     * @param reason why not
     */
    public record Obstacle(NodeProto node, String reason) {

        public Obstacle {
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(reason, "reason");
        }

        /** The node's name, operator and domain, and the reason. */
        @Override
        public String toString() {
            String name = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
            String domain = Opsets.isStandard(node.getDomain()) ? "ai.onnx" : node.getDomain();
            return Excerpt.ofName(name) + " (" + Excerpt.ofName(node.getOpType()) + ", domain " + domain + "): "
                    + reason;
        }
    }
}
