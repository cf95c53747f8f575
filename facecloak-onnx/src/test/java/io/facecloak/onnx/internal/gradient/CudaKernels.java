package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which nodes ONNX Runtime documents a CUDA kernel for; all others would silently run on the CPU. The tables name their sources. */
public final class CudaKernels {

    private static final Map<String, List<Kernel>> KERNELS = kernels();
    private static final Map<String, List<Long>> DEFINITIONS = definitions();

    private CudaKernels() {}

    /** @param last {@link Long#MAX_VALUE} for a kernel without an end */
    private record Kernel(long first, long last, Set<String> types) {

        /** An open end covers no definition that came later: the engine checks that. */
        boolean covers(long definition) {
            return definition == first || last != Long.MAX_VALUE && definition >= first && definition <= last;
        }
    }

    /**
     * The nodes that a model has beyond another one and that lack a CUDA kernel: operator, version of its definition, type.
     *
     * @param model the model that the nodes are added to; null to look at all nodes
     */
    public static Set<String> missing(ModelProto model, ModelProto combined, long opset) {
        Set<String> missing = new TreeSet<>();
        Set<EmittedNodes.Use> uses = model == null ? EmittedNodes.of(combined) : EmittedNodes.of(model, combined);
        for (EmittedNodes.Use use : uses) {
            problem(use, opset).ifPresent(missing::add);
        }
        return missing;
    }

    /** Transposed convolutions that CUDA leaves to the CPU although it has a kernel: with other padding on one side than on the other. */
    public static List<String> lopsided(ModelProto combined) {
        return combined.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals("ConvTranspose") && isLopsided(node))
                .map(NodeProto::getName)
                .toList();
    }

    private static boolean isLopsided(NodeProto node) {
        return node.getAttributeList().stream().anyMatch(attribute -> {
            List<Long> pads = attribute.getIntsList();
            int axes = pads.size() / 2;
            return attribute.getName().equals("pads") && !pads.subList(0, axes).equals(pads.subList(axes, 2 * axes))
                    || attribute.getName().equals("auto_pad")
                            && attribute.getS().toStringUtf8().startsWith("SAME");
        });
    }

    static Optional<String> problem(EmittedNodes.Use use, long opset) {
        List<Long> definitions = DEFINITIONS.get(use.operator());
        if (definitions == null) {
            return Optional.of(use.operator() + " is not in the table of definitions");
        }
        long definition = definitions.stream()
                .filter(version -> version <= opset)
                .max(Long::compare)
                .orElseThrow();
        String type = use.input().name().toLowerCase(Locale.ROOT);
        boolean found = KERNELS.getOrDefault(use.operator(), List.of()).stream()
                .anyMatch(kernel -> kernel.covers(definition) && kernel.types().contains(type));
        return found ? Optional.empty() : Optional.of(use.operator() + "-" + definition + " " + type);
    }

    private static Map<String, List<Kernel>> kernels() {
        Map<String, List<Kernel>> kernels = new HashMap<>();
        for (String[] row : rows("/cuda/kernels.tsv")) {
            String range = row[1];
            long first = Long.parseLong(range.split("[-+]")[0]);
            long last = range.endsWith("+")
                    ? Long.MAX_VALUE
                    : range.contains("-") ? Long.parseLong(range.split("-")[1]) : first;
            kernels.computeIfAbsent(row[0], absent -> new ArrayList<>())
                    .add(new Kernel(first, last, Set.of(row[2].split(" "))));
        }
        return kernels;
    }

    private static Map<String, List<Long>> definitions() {
        Map<String, List<Long>> definitions = new HashMap<>();
        for (String[] row : rows("/cuda/definitions.tsv")) {
            definitions.put(
                    row[0], Arrays.stream(row[1].split(" ")).map(Long::valueOf).toList());
        }
        return definitions;
    }

    private static List<String[]> rows(String resource) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(CudaKernels.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
