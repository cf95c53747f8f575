package io.facecloak.onnx.internal.reading;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.Excerpt;
import io.facecloak.onnx.internal.graph.Opsets;
import io.facecloak.onnx.internal.graph.Tensors;
import io.facecloak.onnx.internal.operator.Operators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks through a model of unknown origin before native code sees it: native code answers a hostile model by reading other files, taking
 * all memory, or ending the process, where this class throws a {@link ModelException}.
 *
 * <ul>
 *   <li>Weights lie in the model or in files inside its folder, wherever links lead.
 *   <li>Operators are ONNX's, ONNX Runtime's, or functions that the model defines: none that needs a library.
 *   <li>Constants have the shapes that they say, and operators inputs and outputs; no value depends on itself.
 *   <li>Windows, paddings and constant shapes are of a size that networks have.
 * </ul>
 *
 * <p>What passes may still be no sound model, which ONNX Runtime then says itself. Stateless and thread-safe.
 */
public final class ModelCheck {

    /** ONNX, its classical machine learning, and ONNX Runtime's own operators. */
    private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

    /** The largest networks have some thousands; the engine takes minutes for several tens of thousands. */
    private static final int MAX_NODES = 50_000;

    /** Functions that call functions; exporters nest a few. */
    private static final int MAX_DEPTH = 64;

    /** Of a convolution's or pooling's window, in pixels. */
    private static final long MAX_WINDOW = 1 << 14;

    private static final Set<String> WINDOWS =
            Set.of("kernel_shape", "strides", "dilations", "pads", "output_padding", "output_shape");

    /** Operators whose second or only shape input says how much memory their output takes. */
    private static final Set<String> GROWING = Set.of("Expand", "Tile", "ConstantOfShape", "Pad", "Resize", "Upsample");

    /** Values that such an operator may make of one. */
    private static final double MAX_GROWTH = 1 << 28;

    /** A longer list is no shape; paddings take two numbers per axis. */
    private static final int MAX_RANK = 16;

    /** Operators without inputs. */
    private static final Set<String> SOURCES =
            Set.of("Constant", "RandomNormal", "RandomUniform", "SequenceEmpty", "Optional");

    private final String name;
    private final Set<String> domains = new HashSet<>(DOMAINS);
    private final Consumer<TensorProto> external;
    private int nodes;

    private ModelCheck(String name, Consumer<TensorProto> external) {
        this.name = name;
        this.external = external;
    }

    /**
     * Checks a model that is in memory, and so has its weights in it.
     *
     * @param name for messages
     * @throws ModelException if it is no ONNX model, or one that is not safe to load
     */
    public static void require(String name, byte[] model) {
        ModelBudget.spend(name, () -> {
            require(name, parse(name, model));
            return name;
        });
    }

    static void require(String name, ModelProto model) {
        ModelCheck check = new ModelCheck(name, tensor -> {
            throw new ModelException("the model " + name + " keeps its weights in other files: open it from its file");
        });
        check.check(model);
    }

    /**
     * Checks a model file without holding its weights in memory.
     *
     * @throws ModelException if it cannot be read, is no ONNX model, or is one that is not safe to load
     */
    public static void require(Path file) {
        outline(file);
    }

    /** Checks a model file as {@link #require(Path)} does, and hands out what it looked at. */
    static ModelProto outline(Path file) {
        return ModelBudget.spend(file, () -> checkedOutline(file));
    }

    private static ModelProto checkedOutline(Path file) {
        ModelProto light;
        try {
            light = ModelOutline.read(file);
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx(file.toString(), e);
        } catch (IOException e) {
            throw new ModelException("cannot read the model " + file + ": " + e, e);
        } catch (ModelException e) {
            throw new ModelException("the model " + file + " is not safe to load: " + Excerpt.of(e.getMessage()), e);
        }
        ModelCheck check = new ModelCheck(file.toString(), tensor -> weights(file, tensor));
        check.check(light);
        return light;
    }

    static ModelProto parse(String name, byte[] bytes) {
        try {
            // Weights stay where they are in the array, instead of being copied one by one.
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            input.enableAliasing(true);
            return requireGraph(name, ModelProto.parseFrom(input));
        } catch (IOException e) {
            throw notOnnx(name, e);
        }
    }

    private static ModelProto requireGraph(String name, ModelProto model) {
        if (model.getGraph().getNodeCount() == 0 || model.getOpsetImportCount() == 0) {
            throw new ModelException(name + " is not an ONNX model");
        }
        return model;
    }

    private static ModelException notOnnx(String name, IOException e) {
        return new ModelException(name + " is not an ONNX model: " + Excerpt.of(e.getMessage()), e);
    }

    /**
     * The file that holds a tensor's values.
     *
     * @throws ModelException if it is missing or not inside the model's folder
     */
    static Path weights(Path file, TensorProto tensor) {
        String location = ModelReader.externalFile(tensor);
        try {
            Path folder = file.toRealPath().getParent();
            Path weights = folder.resolve(location).normalize();
            if (location.isEmpty()
                    || Path.of(location).isAbsolute()
                    || !weights.startsWith(folder)
                    || (Files.exists(weights) && !weights.toRealPath().startsWith(folder))) {
                throw new ModelException(file + " names the weight file '" + Excerpt.of(location)
                        + "', which is not inside the model's folder");
            }
            if (!Files.isRegularFile(weights)) {
                throw new ModelException(file + " needs the weight file " + weights + ", which is missing");
            }
            return weights;
        } catch (IOException e) {
            throw new ModelException("cannot read the model " + file + ": " + e, e);
        } catch (IllegalArgumentException e) {
            throw new ModelException(file + " names a weight file by what is no file name", e);
        }
    }

    private void check(ModelProto model) {
        requireGraph(name, model);
        for (FunctionProto function : model.getFunctionsList()) {
            domains.add(function.getDomain());
        }
        requireBoundedCalls(model);
        check(model.getGraph(), Map.of());
        for (FunctionProto function : model.getFunctionsList()) {
            checkNodes(function.getNodeList(), new HashMap<>());
        }
    }

    /** The engine puts the body of a function in the place of every call, so that a few nested ones may stand for any number of operators. */
    private void requireBoundedCalls(ModelProto model) {
        Map<List<String>, FunctionProto> functions = new HashMap<>();
        for (FunctionProto function : model.getFunctionsList()) {
            functions.merge(
                    List.of(function.getDomain(), function.getName()),
                    function,
                    (one, other) -> one.getNodeCount() < other.getNodeCount() ? other : one);
        }
        if (!functions.isEmpty()) {
            operators(model.getGraph().getNodeList(), functions, new HashMap<>(), 0);
        }
    }

    private long operators(
            List<NodeProto> list,
            Map<List<String>, FunctionProto> functions,
            Map<List<String>, Long> known,
            int depth) {
        if (depth > MAX_DEPTH) {
            throw refused("functions that call each other in more than " + MAX_DEPTH + " levels");
        }
        long count = 0;
        for (NodeProto node : list) {
            List<String> called = List.of(node.getDomain(), node.getOpType());
            FunctionProto function = functions.get(called);
            if (function == null) {
                count++;
            } else {
                Long body = known.get(called);
                if (body == null) {
                    body = operators(function.getNodeList(), functions, known, depth + 1);
                    known.put(called, body);
                }
                count += body;
            }
            for (AttributeProto attribute : node.getAttributeList()) {
                count += operators(attribute.getG().getNodeList(), functions, known, depth);
                for (GraphProto inner : attribute.getGraphsList()) {
                    count += operators(inner.getNodeList(), functions, known, depth);
                }
            }
            if (count > MAX_NODES) {
                throw refused("more than " + MAX_NODES + " operators, those in its functions counted at every call");
            }
        }
        return count;
    }

    private void check(GraphProto graph, Map<String, TensorProto> outer) {
        Map<String, TensorProto> constants = new HashMap<>(outer);
        for (TensorProto tensor : graph.getInitializerList()) {
            check(tensor);
            constants.put(tensor.getName(), tensor);
        }
        graph.getSparseInitializerList().forEach(sparse -> {
            check(sparse.getValues());
            check(sparse.getIndices());
        });
        checkNodes(graph.getNodeList(), constants);
    }

    private void checkNodes(List<NodeProto> list, Map<String, TensorProto> constants) {
        nodes += list.size();
        if (nodes > MAX_NODES) {
            throw refused("more than " + MAX_NODES + " operators");
        }
        requireNoCycle(list);
        for (NodeProto node : list) {
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasT() && node.getOpType().equals("Constant") && node.getOutputCount() > 0) {
                    constants.put(node.getOutput(0), attribute.getT());
                }
            }
        }
        list.forEach(node -> check(node, constants));
    }

    private void check(NodeProto node, Map<String, TensorProto> constants) {
        String op = node.getOpType();
        if (!domains.contains(node.getDomain())) {
            throw refused("the operator " + Excerpt.ofName(op) + " of the unknown domain "
                    + Excerpt.ofName(node.getDomain()) + "; export it with ONNX's own operators");
        }
        if (Opsets.isStandard(node.getDomain())) {
            int least = SOURCES.contains(op) ? 0 : Operators.ofType(op).leastInputs(op);
            if (node.getInputCount() < least || node.getOutputCount() < 1) {
                throw refused("an operator " + op + " with " + node.getInputCount() + " inputs and "
                        + node.getOutputCount() + " outputs");
            }
            if (GROWING.contains(op)) {
                checkGrowth(node, constants);
            }
        }
        for (AttributeProto attribute : node.getAttributeList()) {
            check(op, attribute, constants);
        }
    }

    private void check(String op, AttributeProto attribute, Map<String, TensorProto> constants) {
        if (WINDOWS.contains(attribute.getName())) {
            for (long value : attribute.getIntsList()) {
                if (Math.abs(value) > MAX_WINDOW || value == Long.MIN_VALUE) {
                    throw refused("an operator " + op + " whose " + attribute.getName() + " is " + value);
                }
            }
        }
        if (attribute.hasT()) {
            check(attribute.getT());
        }
        attribute.getTensorsList().forEach(this::check);
        if (attribute.hasSparseTensor()) {
            check(attribute.getSparseTensor().getValues());
            check(attribute.getSparseTensor().getIndices());
        }
        if (attribute.hasG()) {
            check(attribute.getG(), constants);
        }
        attribute.getGraphsList().forEach(graph -> check(graph, constants));
    }

    private void checkGrowth(NodeProto node, Map<String, TensorProto> constants) {
        for (String input : node.getInputList()) {
            TensorProto constant = constants.get(input);
            if (constant == null
                    || constant.getDimsCount() != 1
                    || constant.getDims(0) > MAX_RANK
                    || constant.getDataLocation() == DataLocation.EXTERNAL) {
                continue;
            }
            double growth = 1;
            for (double value : values(constant)) {
                growth *= Math.max(1, Math.abs(value));
            }
            if (!(growth <= MAX_GROWTH)) {
                throw refused("an operator " + node.getOpType() + " that makes more than " + (long) MAX_GROWTH
                        + " values of one");
            }
        }
    }

    private void check(TensorProto tensor) {
        if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
            external.accept(tensor);
        }
        requireComplete(tensor);
    }

    private void requireComplete(TensorProto tensor) {
        try {
            Tensors.requireComplete(tensor, tensor.getRawData().size());
        } catch (ModelException e) {
            throw new ModelException("the model " + name + " is not safe to load: " + Excerpt.of(e.getMessage()), e);
        }
    }

    private double[] values(TensorProto tensor) {
        requireComplete(tensor);
        return Tensors.values(tensor);
    }

    /** Takes away nodes whose inputs are all there until none is left. */
    private void requireNoCycle(List<NodeProto> list) {
        Map<String, Integer> producers = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            for (String output : list.get(i).getOutputList()) {
                if (!output.isEmpty() && producers.put(output, i) != null) {
                    throw refused("two operators that make the value " + output);
                }
            }
        }
        int[] waiting = new int[list.size()];
        List<List<Integer>> readers = new ArrayList<>();
        list.forEach(node -> readers.add(new ArrayList<>()));
        Deque<Integer> ready = new ArrayDeque<>();
        for (int i = 0; i < list.size(); i++) {
            for (String input : list.get(i).getInputList()) {
                Integer producer = producers.get(input);
                if (producer != null) {
                    waiting[i]++;
                    readers.get(producer).add(i);
                }
            }
            if (waiting[i] == 0) {
                ready.add(i);
            }
        }
        int done = 0;
        while (!ready.isEmpty()) {
            done++;
            for (int reader : readers.get(ready.remove())) {
                if (--waiting[reader] == 0) {
                    ready.add(reader);
                }
            }
        }
        if (done < list.size()) {
            throw refused("values that depend on themselves");
        }
    }

    private ModelException refused(String what) {
        return new ModelException("the model " + name + " is not safe to load: it has " + Excerpt.of(what));
    }
}
