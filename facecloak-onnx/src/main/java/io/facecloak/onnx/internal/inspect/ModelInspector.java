package io.facecloak.onnx.internal.inspect;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.gradient.ConstantBranches;
import io.facecloak.onnx.internal.gradient.Differentiability;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.graph.Opsets;
import io.facecloak.onnx.internal.graph.Tensors;
import io.facecloak.onnx.internal.graph.ValueNames;
import io.facecloak.onnx.internal.inspect.ModelReport.Gradient;
import io.facecloak.onnx.internal.inspect.ModelReport.OperatorUse;
import io.facecloak.onnx.internal.inspect.ModelReport.TensorDescription;
import io.facecloak.onnx.internal.inspect.ModelReport.Weights;
import io.facecloak.onnx.internal.operator.ShapeInference;
import io.facecloak.onnx.internal.reading.FreeBatch;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.recogniser.InputConvention;
import io.facecloak.onnx.internal.recogniser.InputConventions;
import io.facecloak.onnx.internal.recogniser.RecogniserCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells what a model file holds: inputs and outputs, operators, parameters, work, the input convention of a recogniser, and whether
 * gradients flow through it. The file is read, not run; ONNX Runtime is started only for models with operators whose shapes nothing
 * else can tell. Thread-safe.
 */
public final class ModelInspector {

    private ModelInspector() {}

    /**
     * Inspects a model file. A model that cannot be used, because weight files are missing or operators are not known, gets a report that
     * says so.
     *
     * @throws ModelException if the file is missing or not ONNX, or if a file beside it states a wrong input convention
     */
    public static ModelReport inspect(Path file) {
        Objects.requireNonNull(file, "file");
        return ModelBudget.spend(file, () -> report(file));
    }

    private static ModelReport report(Path file) {
        ModelProto model = ModelReader.parse(file);
        GraphProto graph = model.getGraph();
        String name = file.getFileName().toString();
        // Nodes are found again by the names of their outputs, of which the gradient wants some for itself.
        GraphProto clear = ValueNames.without(graph, List.of(GradientGraph.COTANGENT, GradientGraph.GRADIENT));
        Insight insight = Insight.of(file, model.toBuilder().setGraph(clear).build());
        return new ModelReport(
                name,
                (model.getProducerName() + " " + model.getProducerVersion()).trim(),
                model.getOpsetImportList().stream()
                        .collect(Collectors.toMap(set -> domain(set.getDomain()), set -> set.getVersion(), Math::max)),
                inputs(graph),
                graph.getOutputList().stream().map(ModelInspector::describe).toList(),
                operators(clear, insight.differentiability()),
                weights(file, graph),
                insight.work().known(),
                insight.work().unknown(),
                insight.convention(),
                insight.objection(),
                insight.gradient());
    }

    /**
     * What follows from the model once it is in the common dialect.
     *
     * @param convention nothing if it is not a recogniser
     * @param objection why it is not
     */
    private record Insight(
            Optional<InputConvention> convention,
            Optional<String> objection,
            MultiplyAdds work,
            Differentiability differentiability,
            Gradient gradient) {

        private static final Differentiability NOTHING = new Differentiability(List.of(), List.of());

        static Insight of(Path file, ModelProto parsed) {
            ModelProto model;
            try {
                model = ModelReader.complete(file, parsed);
            } catch (ModelException e) {
                return new Insight(
                        Optional.empty(),
                        Optional.of(e.getMessage()),
                        new MultiplyAdds(0, 0),
                        NOTHING,
                        new Gradient(false, List.of(e.getMessage())));
            }
            Optional<InputConvention> stated = InputConventions.stated(file);
            Optional<InputConvention> convention = Optional.empty();
            Optional<String> objection;
            try {
                InputConvention found = stated.orElseGet(() -> InputConventions.of(file, () -> model));
                objection = RecogniserCheck.objection(file.getFileName().toString(), model, found.spec());
                convention = objection.isEmpty() ? Optional.of(found) : Optional.empty();
            } catch (ModelException e) {
                objection = Optional.of(e.getMessage());
            }
            if (model.getGraph().getInputCount() != 1 || model.getGraph().getOutputCount() == 0) {
                return new Insight(
                        convention,
                        objection,
                        new MultiplyAdds(0, 0),
                        NOTHING,
                        new Gradient(
                                false,
                                List.of("gradients are for models with one input; this one has "
                                        + model.getGraph().getInputCount())));
            }
            ModelProto whole = withOneOutput(FreeBatch.apply(
                    sized(model, convention.map(found -> found.spec().size()).orElse(AlignedFace.SIZE))));
            long[] shape = shape(whole.getGraph().getInput(0));
            GraphProto folded = ConstantBranches.fold(whole, shape).getGraph();
            MultiplyAdds work = MultiplyAdds.of(folded, ShapeInference.of(folded, shape, 1));
            try {
                Differentiability found =
                        GradientGraph.examine(file.getFileName().toString(), whole);
                return new Insight(convention, objection, work, found, gradient(found));
            } catch (ModelException e) {
                return new Insight(convention, objection, work, NOTHING, new Gradient(false, List.of(e.getMessage())));
            }
        }

        private static Gradient gradient(Differentiability found) {
            if (found.active().isEmpty()) {
                return new Gradient(false, List.of("the first output does not depend on the input"));
            }
            return new Gradient(
                    found.isDifferentiable(),
                    found.obstacles().stream()
                            .map(Differentiability.Obstacle::toString)
                            .toList());
        }

        /** Pictures of a certain size where the file leaves it open. */
        private static ModelProto sized(ModelProto model, int size) {
            ModelProto.Builder sized = model.toBuilder();
            TypeProto.Tensor.Builder input =
                    sized.getGraphBuilder().getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder();
            List<TensorShapeProto.Dimension> shape =
                    List.copyOf(input.getShape().getDimList());
            boolean channelsLast = shape.size() == 4 && shape.get(3).getDimValue() == AlignedFace.CHANNELS;
            for (int i = 1; i < shape.size(); i++) {
                if (shape.get(i).getDimValue() <= 0) {
                    boolean channels = shape.size() == 4 && i == 1 && !channelsLast;
                    input.getShapeBuilder()
                            .setDim(
                                    i,
                                    TensorShapeProto.Dimension.newBuilder()
                                            .setDimValue(channels ? AlignedFace.CHANNELS : size));
                }
            }
            return sized.build();
        }

        private static ModelProto withOneOutput(ModelProto model) {
            ModelProto.Builder one = model.toBuilder();
            ValueInfoProto first = model.getGraph().getOutput(0);
            one.getGraphBuilder().clearOutput().addOutput(first);
            return one.build();
        }

        private static long[] shape(ValueInfoProto value) {
            return value.getType().getTensorType().getShape().getDimList().stream()
                    .mapToLong(dimension -> dimension.getDimValue() > 0 ? dimension.getDimValue() : -1)
                    .toArray();
        }
    }

    private static List<TensorDescription> inputs(GraphProto graph) {
        Set<String> constants =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        return graph.getInputList().stream()
                .filter(input -> !constants.contains(input.getName()))
                .map(ModelInspector::describe)
                .toList();
    }

    private static TensorDescription describe(ValueInfoProto value) {
        TypeProto.Tensor tensor = value.getType().getTensorType();
        List<String> shape = tensor.getShape().getDimList().stream()
                .map(dimension -> dimension.hasDimValue()
                        ? String.valueOf(dimension.getDimValue())
                        : dimension.getDimParam().isEmpty() ? "?" : dimension.getDimParam())
                .toList();
        return new TensorDescription(value.getName(), typeName(tensor.getElemType()), shape);
    }

    private static List<OperatorUse> operators(GraphProto graph, Differentiability differentiability) {
        Set<String> active = new HashSet<>();
        differentiability.active().forEach(node -> active.addAll(node.getOutputList()));
        Set<String> blocking = new HashSet<>();
        differentiability
                .obstacles()
                .forEach(obstacle -> blocking.addAll(obstacle.node().getOutputList()));
        Map<List<String>, OperatorUse> uses = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            String domain = domain(node.getDomain());
            OperatorUse one = new OperatorUse(
                    domain,
                    node.getOpType(),
                    1,
                    node.getOutputList().stream().anyMatch(active::contains) ? 1 : 0,
                    node.getOutputList().stream().anyMatch(blocking::contains) ? 1 : 0);
            uses.merge(
                    List.of(domain, node.getOpType()),
                    one,
                    (a, b) -> new OperatorUse(
                            a.domain(),
                            a.operator(),
                            a.count() + b.count(),
                            a.active() + b.active(),
                            a.blocking() + b.blocking()));
        }
        return uses.values().stream()
                .sorted(Comparator.comparingInt(OperatorUse::count)
                        .reversed()
                        .thenComparing(OperatorUse::domain)
                        .thenComparing(OperatorUse::operator))
                .toList();
    }

    private static Weights weights(Path file, GraphProto graph) {
        List<TensorProto> tensors = new ArrayList<>(graph.getInitializerList());
        graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals("Constant"))
                .flatMap(node -> node.getAttributeList().stream())
                .filter(AttributeProto::hasT)
                .forEach(attribute -> tensors.add(attribute.getT()));
        long parameters = 0;
        SortedMap<String, Long> types = new TreeMap<>();
        SortedMap<String, Long> files = new TreeMap<>();
        for (TensorProto tensor : tensors) {
            String type = typeName(tensor.getDataType());
            if (isWeight(Tensors.type(tensor))) {
                parameters += Tensors.count(tensor);
                types.merge(type, Tensors.count(tensor), Long::sum);
            }
            String external = ModelReader.externalFile(tensor);
            if (!external.isEmpty()) {
                files.computeIfAbsent(external, location -> size(file, location));
            }
        }
        return new Weights(parameters, types, files);
    }

    /** Integers of 32 and 64 bits and truth values are shapes and indices, those of 8 bits are quantised weights. */
    private static boolean isWeight(DataType type) {
        return !Set.of(DataType.INT64, DataType.INT32, DataType.BOOL, DataType.STRING, DataType.UNDEFINED)
                .contains(type);
    }

    private static long size(Path model, String location) {
        try {
            return Files.size(model.resolveSibling(location));
        } catch (IOException e) {
            return -1;
        }
    }

    private static String domain(String domain) {
        return Opsets.isStandard(domain) ? "ai.onnx" : domain;
    }

    private static String typeName(int number) {
        DataType type = DataType.forNumber(number);
        if (type == null || type == DataType.UNDEFINED) {
            return "";
        }
        return switch (type) {
            case FLOAT -> "float32";
            case DOUBLE -> "float64";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }
}
