package io.facecloak.onnx.internal.recogniser;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arithmetic with which some networks begin: each plane of the input becomes {@code gain·x + offset}.
 *
 * @param gain one factor per plane
 * @param offset one summand per plane
 */
record EmbeddedNormalisation(List<Double> gain, List<Double> offset) {

    private static final int PLANES = 3;

    /** Finds it; the graph is in the dialect of {@code ModelReader}. Nothing if the network begins with something else. */
    static Optional<EmbeddedNormalisation> of(GraphProto graph) {
        Map<String, TensorProto> constants = new HashMap<>();
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        double[] gain = {1, 1, 1};
        double[] offset = new double[PLANES];
        boolean found = false;
        String value = graph.getInput(0).getName();
        while (true) {
            String current = value;
            List<NodeProto> readers = graph.getNodeList().stream()
                    .filter(node -> node.getInputList().contains(current))
                    .toList();
            if (readers.size() != 1) {
                break;
            }
            NodeProto node = readers.get(0);
            Boolean affine = apply(node, value, constants, gain, offset);
            if (affine == null) {
                break;
            }
            found |= affine;
            value = node.getOutput(0);
        }
        return found ? Optional.of(new EmbeddedNormalisation(list(gain), list(offset))) : Optional.empty();
    }

    /** Whether the node is part of the arithmetic; null if the arithmetic ends before it. */
    private static Boolean apply(
            NodeProto node, String value, Map<String, TensorProto> constants, double[] gain, double[] offset) {
        switch (node.getOpType()) {
            case "Identity", "Cast", "Transpose" -> {
                return false;
            }
            case "BatchNormalization" -> {
                return batchNormalisation(node, constants, gain, offset) ? true : null;
            }
            case "Add", "Sub", "Mul", "Div" -> {
                boolean first = node.getInput(0).equals(value);
                double[] operand = perPlane(constants.get(node.getInput(first ? 1 : 0)));
                if (operand == null || (!first && node.getOpType().equals("Div"))) {
                    return null;
                }
                for (int i = 0; i < PLANES; i++) {
                    arithmetic(node.getOpType(), first, operand[i], i, gain, offset);
                }
                return true;
            }
            default -> {
                return null;
            }
        }
    }

    private static void arithmetic(
            String op, boolean first, double operand, int plane, double[] gain, double[] offset) {
        switch (op) {
            case "Add" -> offset[plane] += operand;
            case "Sub" -> {
                gain[plane] *= first ? 1 : -1;
                offset[plane] = first ? offset[plane] - operand : operand - offset[plane];
            }
            case "Mul" -> {
                gain[plane] *= operand;
                offset[plane] *= operand;
            }
            default -> {
                gain[plane] /= operand;
                offset[plane] /= operand;
            }
        }
    }

    private static boolean batchNormalisation(
            NodeProto node, Map<String, TensorProto> constants, double[] gain, double[] offset) {
        double[][] operands = new double[4][];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = perPlane(constants.get(node.getInput(i + 1)));
            if (operands[i] == null) {
                return false;
            }
        }
        double epsilon = new Attributes(node).real("epsilon", 1e-5f);
        for (int i = 0; i < PLANES; i++) {
            double scale = operands[0][i] / Math.sqrt(operands[3][i] + epsilon);
            gain[i] *= scale;
            offset[i] = operands[1][i] + (offset[i] - operands[2][i]) * scale;
        }
        return true;
    }

    /** One number per plane, or null if this is not a constant of one or three numbers. */
    private static double[] perPlane(TensorProto constant) {
        if (constant == null || (Tensors.count(constant) != 1 && Tensors.count(constant) != PLANES)) {
            return null;
        }
        double[] values = Tensors.values(constant);
        double[] planes = new double[PLANES];
        Arrays.setAll(planes, i -> values[values.length == 1 ? 0 : i]);
        return planes;
    }

    private static List<Double> list(double[] values) {
        List<Double> list = new ArrayList<>();
        Arrays.stream(values).forEach(list::add);
        return List.copyOf(list);
    }

    /**
     * Which of some ranges of the input this arithmetic brings nearest to zero mean and unit variance, as networks want it.
     *
     * @param ranges pairs of lowest and highest value
     * @return the index of the best range
     */
    int bestRange(double[][] ranges) {
        int best = 0;
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ranges.length; i++) {
            double cost = cost(ranges[i][0], ranges[i][1]);
            if (cost < smallest) {
                smallest = cost;
                best = i;
            }
        }
        return best;
    }

    /**
     * How far the width is from 3, in octaves, and the middle from 0, in halves of the width: [−1, 1] has width 2, pixels of unit
     * variance have about 4.
     */
    private double cost(double low, double high) {
        double cost = 0;
        for (int i = 0; i < PLANES; i++) {
            double width = Math.abs(gain.get(i)) * (high - low);
            double middle = gain.get(i) * (high + low) / 2 + offset.get(i);
            cost += width == 0 ? 1e9 : Math.abs(Math.log(width / 3) / Math.log(2)) + Math.abs(middle) / (width / 2);
        }
        return cost;
    }
}
