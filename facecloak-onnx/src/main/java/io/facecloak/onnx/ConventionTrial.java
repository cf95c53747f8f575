package io.facecloak.onnx;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputConvention.Origin;
import io.facecloak.onnx.graph.ModelReader;
import io.facecloak.onnx.runtime.Device;
import io.facecloak.onnx.runtime.FloatTensor;
import io.facecloak.onnx.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import onnx.Onnx.ModelProto;

/**
 * Tries the plausible input conventions of a model on pairs of faces: the right one tells people apart best. One pair of one person and
 * one pair of two people are enough to exclude wrong ranges of pixels; the order of the colours shows only over several of each. Immutable.
 *
 * @param convention the convention to use: that of the file beside the model if there is one, else the best of the trial
 * @param results every convention that was tried, best first
 */
public record ConventionTrial(InputConvention convention, List<Result> results) {

    /** Nearer than this, two conventions are equally good, and the more plausible one is taken. */
    private static final double TIE = 0.01;

    private static final int CHUNK = 32;

    public ConventionTrial {
        Objects.requireNonNull(convention, "convention");
        results = List.copyOf(results);
    }

    /**
     * How well a convention tells people apart.
     *
     * @param spec the convention
     * @param same mean cosine similarity of the pairs that show one person
     * @param different mean cosine similarity of the other pairs
     */
    public record Result(InputSpec spec, double same, double different) {

        /** The distance of the two means. */
        public double separation() {
            return same - different;
        }
    }

    /**
     * Runs the model on the pairs under every plausible convention.
     *
     * @param pairs at least one of one person and one of two people
     * @throws IllegalArgumentException if there is no pair of one kind
     * @throws ModelException if the model is not a recogniser that can run
     */
    public static ConventionTrial run(Path model, List<FacePair> pairs, Device device) {
        Objects.requireNonNull(device, "device");
        if (pairs.stream().allMatch(FacePair::samePerson) || pairs.stream().noneMatch(FacePair::samePerson)) {
            throw new IllegalArgumentException(
                    "pairs must hold at least one pair of one person and one pair of two people, but holds "
                            + pairs.stream().filter(FacePair::samePerson).count() + " and "
                            + pairs.stream().filter(pair -> !pair.samePerson()).count());
        }
        ModelProto network = ModelReader.read(model);
        String name = InputConventions.stem(model);
        InputConvention stated = InputConventions.of(model, () -> network);
        List<Result> results = new ArrayList<>();
        // The network takes its pixels as they are, so that it is loaded once: conversion and resizing commute.
        InputSpec asItIs = InputSpec.unit().withSize(stated.spec().size());
        byte[] graph = EmbeddingGraph.compose(name, network, asItIs).toByteArray();
        try (OnnxGraph embedder = OnnxGraph.load(name, graph, device)) {
            for (InputSpec candidate : candidates(stated.spec())) {
                results.add(result(embedder, candidate, pairs));
            }
        }
        Result best = best(results);
        results.sort(Comparator.comparing((Result result) -> result != best)
                .thenComparing((one, other) -> Double.compare(other.separation(), one.separation())));
        return new ConventionTrial(conclusion(stated, results, pairs.size()), results);
    }

    private static Result result(OnnxGraph embedder, InputSpec spec, List<FacePair> pairs) {
        double[] sums = new double[2];
        int[] counts = new int[2];
        for (int start = 0; start < pairs.size(); start += CHUNK) {
            List<FacePair> chunk = pairs.subList(start, Math.min(start + CHUNK, pairs.size()));
            FloatTensor faces =
                    FloatTensor.allocate(2L * chunk.size(), AlignedFace.CHANNELS, AlignedFace.SIZE, AlignedFace.SIZE);
            FloatBuffer pixels = faces.data().duplicate();
            for (FacePair pair : chunk) {
                put(pair.first(), spec, pixels);
                put(pair.second(), spec, pixels);
            }
            FloatTensor embeddings =
                    embedder.run(Map.of(EmbeddingGraph.FACES, faces)).get(EmbeddingGraph.EMBEDDINGS);
            int dimension = EmbeddingGraph.dimension(embedder.name(), embeddings.shape());
            float[] first = new float[dimension];
            float[] second = new float[dimension];
            for (FacePair pair : chunk) {
                embeddings.data().get(first).get(second);
                int kind = pair.samePerson() ? 0 : 1;
                counts[kind]++;
                for (int i = 0; i < dimension; i++) {
                    sums[kind] += (double) first[i] * second[i];
                }
            }
        }
        return new Result(spec, sums[0] / counts[0], sums[1] / counts[1]);
    }

    private static void put(AlignedFace face, InputSpec spec, FloatBuffer target) {
        float[] planes = face.toArray();
        int plane = planes.length / AlignedFace.CHANNELS;
        for (int i = 0; i < planes.length; i++) {
            int c = i / plane;
            int source = spec.order() == ColourOrder.RGB ? c : AlignedFace.CHANNELS - 1 - c;
            double value = planes[source * plane + i % plane] * spec.scale();
            target.put((float) ((value - spec.mean().get(c)) / spec.std().get(c)));
        }
    }

    /** The most plausible of those that are as good as the best. */
    private static Result best(List<Result> results) {
        double most = results.stream().mapToDouble(Result::separation).max().orElseThrow();
        return results.stream()
                .filter(result -> result.separation() >= most - TIE)
                .findFirst()
                .orElseThrow();
    }

    private static InputConvention conclusion(InputConvention stated, List<Result> results, int pairs) {
        Result best = results.get(0);
        long equals = results.stream()
                .filter(result -> result.separation() >= best.separation() - TIE)
                .count();
        String figures = String.format(
                Locale.ROOT,
                "%s of %d conventions on %d pairs of faces (similarity %.2f for one person, %.2f for two)",
                equals > 1 ? "the most plausible of the " + equals + " best" : "the best",
                results.size(),
                pairs,
                best.same(),
                best.different());
        if (stated.origin() != Origin.FILE) {
            return new InputConvention(best.spec(), Origin.FACES, figures);
        }
        return new InputConvention(
                stated.spec(),
                Origin.FILE,
                stated.explanation()
                        + (best.spec().equals(stated.spec())
                                ? "; " + figures
                                : ", though this one separates the given faces better: "
                                        + best.spec().describe()));
    }

    /** The most plausible first. */
    private static List<InputSpec> candidates(InputSpec stated) {
        List<InputSpec> candidates = new ArrayList<>(List.of(stated));
        for (ColourOrder order : List.of(ColourOrder.RGB, ColourOrder.BGR)) {
            for (InputSpec range : List.of(
                    InputSpec.arcface(),
                    InputSpec.raw255(),
                    InputSpec.imagenet(),
                    InputSpec.unit(),
                    InputSpec.dlib())) {
                InputSpec candidate =
                        range.withOrder(order).withSize(stated.size()).withMatchThreshold(stated.matchThreshold());
                if (!candidates.contains(candidate)) {
                    candidates.add(candidate);
                }
            }
        }
        return candidates;
    }
}
