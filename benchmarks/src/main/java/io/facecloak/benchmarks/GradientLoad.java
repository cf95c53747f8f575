package io.facecloak.benchmarks;

import io.facecloak.onnx.Device;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.internal.recogniser.Recogniser;
import io.facecloak.onnx.internal.recogniser.RecogniserFile;
import io.facecloak.onnx.internal.runtime.GraphCache;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * How long a recogniser of IR-100's size takes to open from its file, alone and with its gradient, against its plain load by ONNX Runtime:
 * without a cache, with an empty one, and with a filled one. The figures are medians over the rounds, and one round more comes before, to
 * warm up.
 *
 * <pre>benchmarks/gradient-load.sh [ROUNDS]</pre>
 *
 * It runs on the CPU, or on the device that {@code -Dfacecloak.device} names.
 */
public final class GradientLoad {

    private static final int DEFAULT_ROUNDS = 5;
    private static final long MAXIMUM = 4L << 30;

    private final Path model;
    private final GraphCache filled;
    private final Path filledFolder;
    private final Path emptied;
    private final Device device = Device.configured();
    private final Map<String, DoubleStream.Builder> milliseconds = new LinkedHashMap<>();

    private GradientLoad(Path folder) throws IOException {
        model = folder.resolve("ir100.onnx");
        filledFolder = folder.resolve("filled");
        filled = GraphCache.in(filledFolder, MAXIMUM);
        emptied = folder.resolve("emptied");
        Files.write(model, Ir100.model().toByteArray());
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        Path folder = Files.createTempDirectory("facecloak-load");
        try {
            GradientLoad benchmark = new GradientLoad(folder);
            benchmark.round();
            benchmark.milliseconds.clear();
            for (int round = 0; round < rounds; round++) {
                benchmark.round();
            }
            benchmark.print();
        } finally {
            delete(folder);
        }
    }

    private void round() throws IOException {
        GraphCache empty = GraphCache.in(emptied, MAXIMUM);
        measure("plain", () -> OnnxGraph.load("ir100", model, device));
        measure("recogniser, filled cache", () -> open(filled));
        measure("with gradient, filled cache", () -> withGradient(filled));
        measure("recogniser, no cache", () -> open(GraphCache.none()));
        measure("with gradient, no cache", () -> withGradient(GraphCache.none()));
        measure("recogniser, empty cache", () -> open(empty));
        measure("with gradient, no gradient in the cache", () -> withGradient(empty));
        delete(emptied);
    }

    private Recogniser open(GraphCache cache) {
        return Recogniser.open(new RecogniserFile(model, InputSpec.arcface(), cache, Clock.systemUTC()), device);
    }

    private Recogniser withGradient(GraphCache cache) {
        Recogniser recogniser = open(cache);
        recogniser.gradient().prepare();
        return recogniser;
    }

    /** Something that is loaded. */
    private interface Load {
        AutoCloseable run();
    }

    private void measure(String name, Load load) {
        System.gc();
        long start = System.nanoTime();
        try {
            AutoCloseable loaded = load.run();
            milliseconds.computeIfAbsent(name, absent -> DoubleStream.builder()).add((System.nanoTime() - start) / 1e6);
            loaded.close();
        } catch (Exception e) {
            throw new IllegalStateException(name + " failed", e);
        }
    }

    private void print() throws IOException {
        Map<String, Double> medians = new LinkedHashMap<>();
        milliseconds.forEach((name, times) -> medians.put(name, median(times)));
        System.out.printf(
                Locale.ROOT,
                "%d bytes on %s; the cache holds %d bytes%n",
                Files.size(model),
                device,
                size(filledFolder));
        System.out.printf(Locale.ROOT, "%-40s %10s %10s%n", "load", "ms", "x plain");
        medians.forEach((name, time) ->
                System.out.printf(Locale.ROOT, "%-40s %10.0f %10.2f%n", name, time, time / medians.get("plain")));
    }

    private static double median(DoubleStream.Builder times) {
        double[] sorted = times.build().sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> files = Files.walk(folder)) {
            paths = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
