package io.facecloak.onnx.internal.inspect;

import io.facecloak.onnx.internal.recogniser.InputConvention;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model file holds. Immutable; {@link #toString()} is a page for people.
 *
 * @param name the file's name
 * @param producer the program that wrote it, as far as it says
 * @param operatorSets domain and version of the operator sets, {@code ai.onnx} for the standard one
 * @param inputs the inputs without default values
 * @param outputs the outputs
 * @param operators which operators occur, the most frequent first
 * @param weights parameters, their types, and the files that hold them
 * @param multiplyAdds multiplications with addition of one run on one picture: those of Conv, ConvTranspose, Einsum, Gemm and
 *     MatMul, without all others; two FLOPs each
 * @param unknownWork nodes of these five kinds whose shapes could not be found out, and which are missing in {@code multiplyAdds}
 * @param convention what the input is taken for; nothing if the model is not a recogniser
 * @param objection why the model is not a recogniser; nothing if it is one
 * @param gradient whether gradients flow from the first output to the input
 */
public record ModelReport(
        String name,
        String producer,
        Map<String, Long> operatorSets,
        List<TensorDescription> inputs,
        List<TensorDescription> outputs,
        List<OperatorUse> operators,
        Weights weights,
        long multiplyAdds,
        int unknownWork,
        Optional<InputConvention> convention,
        Optional<String> objection,
        Gradient gradient) {

    public ModelReport {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(producer, "producer");
        operatorSets = Map.copyOf(operatorSets);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        operators = List.copyOf(operators);
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(convention, "convention");
        if (convention.isPresent() == objection.isPresent()) {
            throw new IllegalArgumentException("a model has either an input convention or an objection to it");
        }
        Objects.requireNonNull(gradient, "gradient");
    }

    /**
     * An input or output.
     *
     * @param name its name
     * @param type the type of its elements, such as {@code float32}; empty if the file does not say
     * @param shape its dimensions, as numbers, as names, or as {@code ?}
     */
    public record TensorDescription(String name, String type, List<String> shape) {

        public TensorDescription {
            shape = List.copyOf(shape);
        }

        @Override
        public String toString() {
            return name + " " + type + " [" + String.join(", ", shape) + "]";
        }
    }

    /**
     * How often an operator occurs.
     *
     * @param domain its domain, {@code ai.onnx} for the standard one
     * @param operator its name
     * @param count how many nodes there are
     * @param active how many of them the gradient would pass on its way from the output to the input
     * @param blocking how many of those cannot be differentiated
     */
    public record OperatorUse(String domain, String operator, int count, int active, int blocking) {

        /** Whether every node that the gradient would pass can be differentiated. */
        public boolean isDifferentiable() {
            return blocking == 0;
        }
    }

    /**
     * The constant numbers of a model.
     *
     * @param parameters how many real numbers there are
     * @param types how many of each type, such as {@code float32} or {@code float16}
     * @param files the other files that hold them and their sizes in bytes; −1 where a file is missing
     */
    public record Weights(long parameters, SortedMap<String, Long> types, SortedMap<String, Long> files) {

        public Weights {
            types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
            files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        }
    }

    /**
     * Whether a model can be differentiated.
     *
     * @param exists whether the gradient of the first output with respect to the input can be computed
     * @param reasons why not: one sentence for every node in the way, or one about the model
     */
    public record Gradient(boolean exists, List<String> reasons) {

        public Gradient {
            reasons = List.copyOf(reasons);
        }
    }

    @Override
    public String toString() {
        return ReportText.of(this);
    }
}
