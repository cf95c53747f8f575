package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorAnnotation;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of a graph's values and nodes, those of inner graphs included, and new names beside them. A model may use any names, so whatever is
 * added to it must keep clear of all of them. Not thread-safe.
 */
public final class ValueNames {

    /** What {@link #marker} puts behind the wanted text. */
    private static final Pattern NUMBERED = Pattern.compile("_([1-9][0-9]{0,9})_");

    private final Set<String> taken = new HashSet<>();

    /** The last number that was tried behind a wanted name; the ones up to it stay taken. */
    private final Map<String, Integer> tried = new HashMap<>();

    /** The names in a graph. */
    public static ValueNames of(GraphProto graph) {
        ValueNames names = new ValueNames();
        names.take(graph);
        return names;
    }

    /** Adds the names in another graph. */
    public void take(GraphProto graph) {
        graph.getInputList().forEach(value -> taken.add(value.getName()));
        graph.getOutputList().forEach(value -> taken.add(value.getName()));
        graph.getInitializerList().forEach(value -> taken.add(value.getName()));
        graph.getSparseInitializerList()
                .forEach(value -> taken.add(value.getValues().getName()));
        for (NodeProto node : graph.getNodeList()) {
            taken.add(node.getName());
            taken.addAll(node.getInputList());
            taken.addAll(node.getOutputList());
            for (AttributeProto attribute : node.getAttributeList()) {
                take(attribute.getG());
                attribute.getGraphsList().forEach(this::take);
            }
        }
    }

    /** Adds a name; false if it was there. */
    public boolean take(String name) {
        return taken.add(name);
    }

    /** A new name: the wanted one, lengthened where a value has it already. */
    public String fresh(String wanted) {
        String name = wanted;
        while (!taken.add(name)) {
            name = wanted + "_" + tried.merge(wanted, 2, (last, first) -> last + 1);
        }
        return name;
    }

    /** A text that occurs in none of the names: the wanted one, or one that begins with it. */
    public String marker(String wanted) {
        boolean occurs = false;
        Set<String> numbers = new HashSet<>();
        for (String name : taken) {
            for (int at = name.indexOf(wanted); at >= 0; at = name.indexOf(wanted, at + 1)) {
                occurs = true;
                Matcher numbered = NUMBERED.matcher(name).region(at + wanted.length(), name.length());
                if (numbered.lookingAt()) {
                    numbers.add(numbered.group(1));
                }
            }
        }
        int free = 2;
        while (numbers.contains(String.valueOf(free))) {
            free++;
        }
        return occurs ? wanted + "_" + free + "_" : wanted;
    }

    /**
     * Gives new names to the values and nodes that have one of these, inputs and outputs of the graph included.
     *
     * @return the graph; itself if nothing has such a name
     */
    public static GraphProto without(GraphProto graph, Collection<String> unwanted) {
        ValueNames names = of(graph);
        Map<String, String> changed = new HashMap<>();
        for (String name : unwanted) {
            if (names.taken.contains(name)) {
                changed.put(name, "");
            }
        }
        names.taken.addAll(unwanted);
        changed.replaceAll((name, none) -> names.fresh(name));
        return changed.isEmpty() ? graph : renamed(graph, changed);
    }

    /**
     * Takes the names of nodes that another one has already; the engine refuses them. They serve messages alone.
     *
     * @return the graph; itself if all its nodes have names of their own
     */
    public static GraphProto withDistinctNodes(GraphProto graph) {
        return withDistinctNodes(graph, new HashSet<>(Set.of("")));
    }

    private static GraphProto withDistinctNodes(GraphProto graph, Set<String> seen) {
        GraphProto.Builder result = graph.toBuilder();
        boolean changed = false;
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            if (!node.getName().isEmpty() && !seen.add(node.getName())) {
                result.getNodeBuilder(i).clearName();
                changed = true;
            }
            for (int j = 0; j < node.getAttributeCount(); j++) {
                GraphProto inner = node.getAttribute(j).getG();
                GraphProto distinct = inner.getNodeCount() == 0 ? inner : withDistinctNodes(inner, seen);
                if (distinct != inner) {
                    result.getNodeBuilder(i).getAttributeBuilder(j).setG(distinct);
                    changed = true;
                }
            }
        }
        return changed ? result.build() : graph;
    }

    /** A new name stands for the old one in inner graphs too, whether they read the value or have one of their own under that name. */
    private static GraphProto renamed(GraphProto graph, Map<String, String> names) {
        GraphProto.Builder result = graph.toBuilder();
        result.getInputBuilderList().forEach(value -> rename(value, names));
        result.getOutputBuilderList().forEach(value -> rename(value, names));
        result.getValueInfoBuilderList().forEach(value -> rename(value, names));
        for (TensorProto.Builder tensor : result.getInitializerBuilderList()) {
            tensor.setName(name(tensor.getName(), names));
        }
        for (SparseTensorProto.Builder sparse : result.getSparseInitializerBuilderList()) {
            sparse.getValuesBuilder().setName(name(sparse.getValues().getName(), names));
        }
        for (TensorAnnotation.Builder annotation : result.getQuantizationAnnotationBuilderList()) {
            annotation.setTensorName(name(annotation.getTensorName(), names));
        }
        for (NodeProto.Builder node : result.getNodeBuilderList()) {
            node.setName(name(node.getName(), names));
            for (int i = 0; i < node.getInputCount(); i++) {
                node.setInput(i, name(node.getInput(i), names));
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                node.setOutput(i, name(node.getOutput(i), names));
            }
            for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
                if (attribute.hasG()) {
                    attribute.setG(renamed(attribute.getG(), names));
                }
                for (int i = 0; i < attribute.getGraphsCount(); i++) {
                    attribute.setGraphs(i, renamed(attribute.getGraphs(i), names));
                }
            }
        }
        return result.build();
    }

    private static void rename(ValueInfoProto.Builder value, Map<String, String> names) {
        value.setName(name(value.getName(), names));
    }

    private static String name(String old, Map<String, String> names) {
        return names.getOrDefault(old, old);
    }
}
