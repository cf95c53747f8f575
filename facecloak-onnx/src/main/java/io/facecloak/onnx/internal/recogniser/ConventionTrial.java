package io.facecloak.onnx.internal.recogniser;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.facecloak.face.AlignedFace;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.InputSpec.ColourOrder;
import io.facecloak.onnx.InputSpec.InputCrop;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.recogniser.InputConvention.Origin;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Tries the plausible input conventions of a model on pairs of faces: the right one tells people apart best. What counts is the order of the
 * similarities, not their scale, which differs among recognisers: first the area under the ROC curve, then, among those that sort the pairs
 * equally well, the distance of the two means in standard deviations. That takes several pairs of each kind; ten tell wrong ranges of pixels,
 * and the order of the colours may take more. Immutable.
 *
 * @param convention the convention to use: that of the file beside the model if there is one, else the best of the trial
 * @param results every convention that was tried, best first
 */
public record ConventionTrial(InputConvention convention, List<Result> results) {

    /** Nearer than this, two areas are equal. */
    private static final double AREA_TIE = 0.01;

    /** Nearer than this share of the largest separation, conventions are equally good, and the most plausible one is taken. */
    private static final double SEPARATION_TIE = 0.2;

    private static final int CHUNK = 32;

    public ConventionTrial {
        Objects.requireNonNull(convention, "convention");
        results = List.copyOf(results);
    }

    /**
     * How well a convention tells people apart.
     *
     * @param spec the convention
     * @param area the area under the ROC curve: how likely a pair of one person is more similar than a pair of two, 0.5 by chance
     * @param separation the distance of the two mean similarities in their pooled standard deviations; 0 for one pair of each kind
     * @param same mean cosine similarity of the pairs that show one person
     * @param different mean cosine similarity of the other pairs
     */
    public record Result(InputSpec spec, double area, double separation, double same, double different) {

        static Result of(InputSpec spec, double[] same, double[] different) {
            double won = 0;
            for (double one : same) {
                for (double two : different) {
                    won += one > two ? 1 : one == two ? 0.5 : 0;
                }
            }
            double meanSame = Arrays.stream(same).average().orElseThrow();
            double meanDifferent = Arrays.stream(different).average().orElseThrow();
            double squares = Arrays.stream(same)
                            .map(x -> (x - meanSame) * (x - meanSame))
                            .sum()
                    + Arrays.stream(different)
                            .map(x -> (x - meanDifferent) * (x - meanDifferent))
                            .sum();
            int freedom = same.length + different.length - 2;
            return new Result(
                    spec,
                    won / ((double) same.length * different.length),
                    squares > 0 ? (meanSame - meanDifferent) / Math.sqrt(squares / freedom) : 0,
                    meanSame,
                    meanDifferent);
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
        List<Result> results = new ArrayList<>();
        InputConvention stated;
        try (Subject subject = ModelBudget.spend(model, () -> Subject.open(model, device))) {
            stated = subject.stated();
            for (InputSpec candidate : candidates(stated.spec())) {
                results.add(result(subject.network(), candidate, pairs));
            }
        }
        Result best = best(results);
        results.sort(Comparator.comparing((Result result) -> result != best)
                .thenComparing(Comparator.comparingDouble(Result::area).reversed())
                .thenComparing(Comparator.comparingDouble(Result::separation).reversed()));
        return new ConventionTrial(conclusion(stated, results, pairs.size()), results);
    }

    /**
     * The model that is tried.
     *
     * @param network takes pixels that are converted already, so that it is loaded once
     * @param stated the convention without a trial
     */
    private record Subject(OnnxGraph network, InputConvention stated) implements AutoCloseable {

        static Subject open(Path model, Device device) {
            ModelProto network = ModelReader.read(model);
            String name = InputConventions.stem(model);
            InputConvention stated = InputConventions.of(model, () -> network);
            int size = stated.spec().size();
            byte[] graph = EmbeddingGraph.composeForPixels(name, network, size).toByteArray();
            OnnxGraph loaded = OnnxGraph.load(name, graph, device);
            try {
                // A model whose first run never ends is found out while its time is counted.
                loaded.run(Map.of(EmbeddingGraph.FACES, FloatTensor.allocate(1, AlignedFace.CHANNELS, size, size)));
                return new Subject(loaded, stated);
            } catch (RuntimeException e) {
                loaded.close();
                throw e;
            }
        }

        @Override
        public void close() {
            network.close();
        }
    }

    private static Result result(OnnxGraph embedder, InputSpec spec, List<FacePair> pairs) {
        DoubleStream.Builder same = DoubleStream.builder();
        DoubleStream.Builder different = DoubleStream.builder();
        for (int start = 0; start < pairs.size(); start += CHUNK) {
            List<FacePair> chunk = pairs.subList(start, Math.min(start + CHUNK, pairs.size()));
            FloatTensor faces = FloatTensor.allocate(2L * chunk.size(), AlignedFace.CHANNELS, spec.size(), spec.size());
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
                double similarity = Embedding.similarity(first, second);
                (pair.samePerson() ? same : different).add(similarity);
            }
        }
        return Result.of(spec, same.build().toArray(), different.build().toArray());
    }

    private static void put(AlignedFace face, InputSpec spec, FloatBuffer target) {
        float[] planes = face.toArray();
        int plane = planes.length / AlignedFace.CHANNELS;
        for (int c = 0; c < AlignedFace.CHANNELS; c++) {
            int source = spec.order() == ColourOrder.RGB ? c : AlignedFace.CHANNELS - 1 - c;
            float[] values = Arrays.copyOfRange(planes, source * plane, (source + 1) * plane);
            if (spec.size() != AlignedFace.SIZE || !spec.crop().isAligned()) {
                values = spec.crop().cut(values, spec.size());
            }
            for (float value : values) {
                target.put((float) ((value * spec.scale() - spec.mean().get(c))
                        / spec.std().get(c)));
            }
        }
    }

    /** The most plausible of those that are as good as the best. */
    private static Result best(List<Result> results) {
        return equals(results).get(0);
    }

    /** Those that are as good as the best, in their order. */
    private static List<Result> equals(List<Result> results) {
        double area = results.stream().mapToDouble(Result::area).max().orElseThrow();
        List<Result> sorted = results.stream()
                .filter(result -> result.area() >= area - AREA_TIE)
                .toList();
        double separation =
                sorted.stream().mapToDouble(Result::separation).max().orElseThrow();
        return sorted.stream()
                .filter(result -> separation - result.separation() <= SEPARATION_TIE * Math.abs(separation))
                .toList();
    }

    private static InputConvention conclusion(InputConvention stated, List<Result> results, int pairs) {
        Result best = results.get(0);
        int equals = equals(results).size();
        String figures = String.format(
                Locale.ROOT,
                "%s of %d conventions on %d pairs of faces (AUC %.3f; similarity %.2f for one person, %.2f for two)",
                equals > 1 ? "the most plausible of the " + equals + " best" : "the best",
                results.size(),
                pairs,
                best.area(),
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
        Set<InputCrop> crops = new LinkedHashSet<>(List.of(stated.crop(), InputCrop.ALIGNED));
        for (ColourOrder order : List.of(ColourOrder.RGB, ColourOrder.BGR)) {
            for (InputSpec range : List.of(
                    InputSpec.arcface(),
                    InputSpec.raw255(),
                    InputSpec.imagenet(),
                    InputSpec.unit(),
                    InputSpec.dlib())) {
                for (InputCrop crop : crops) {
                    InputSpec candidate = range.withOrder(order)
                            .withSize(stated.size())
                            .withCrop(crop)
                            .withMatchThreshold(stated.matchThreshold());
                    if (!candidates.contains(candidate)) {
                        candidates.add(candidate);
                    }
                }
            }
        }
        return candidates;
    }
}
