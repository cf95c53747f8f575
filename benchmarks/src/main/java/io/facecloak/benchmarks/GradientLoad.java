package io.facecloak.benchmarks;

import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.gradient.GradientCache;
import io.facecloak.onnx.gradient.GradientGraph;
import io.facecloak.onnx.graph.ModelReader;
import io.facecloak.onnx.runtime.Device;
import io.facecloak.onnx.runtime.OnnxGraph;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;

/**
 * How long a recogniser of IR-100's size takes to load with its gradient, against its plain load by ONNX Runtime: with an empty cache, with
 * a filled one, and without. Reading and hashing the model, which opening a recogniser does in any case, is a line of its own. The figures
 * are medians over the rounds, and one round more comes before, to warm up.
 *
 * <pre>benchmarks/gradient-load.sh [ROUNDS]</pre>
 *
 * It runs on the CPU, or on the device that {@code -Dfacecloak.device} names.
 */
public final class GradientLoad {

    private static final int DEFAULT_ROUNDS = 5;

    private final Path model;
    private final Path caches;
    private final Device device = Device.configured();
    private final Map<String, DoubleStream.Builder> milliseconds = new LinkedHashMap<>();

    private GradientLoad(Path folder) throws IOException {
        model = folder.resolve("ir100.onnx");
        caches = folder.resolve("gradients");
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
        delete(caches);
        GradientCache cache = GradientCache.in(caches, 4L << 30);
        measure("plain", () -> OnnxGraph.load("ir100", model, device));
        System.gc();
        long start = System.nanoTime();
        ModelProto network = ModelReader.read(model);
        String hash = sha256();
        record("reading and hashing", start);
        measure("gradient, no cache", () -> GradientCache.none().load("ir100", network, hash, device));
        measure("gradient, empty cache", () -> cache.load("ir100", network, hash, device));
        measure("gradient, filled cache", () -> cache.load("ir100", network, hash, device));
        measure("recogniser without gradient", () -> OnnxEmbedder.open(model, InputSpec.arcface(), device, cache));
    }

    private void record(String name, long start) {
        milliseconds.computeIfAbsent(name, absent -> DoubleStream.builder()).add((System.nanoTime() - start) / 1e6);
    }

    private String sha256() {
        try (FileChannel channel = FileChannel.open(model)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Something that is loaded. */
    private interface Load {
        AutoCloseable run();
    }

    private void measure(String name, Load load) {
        System.gc();
        long start = System.nanoTime();
        try (AutoCloseable loaded = load.run()) {
            record(name, start);
            if (loaded instanceof OnnxGraph graph && name.startsWith("gradient")) {
                requireGradient(graph);
            }
        } catch (Exception e) {
            throw new IllegalStateException(name + " failed", e);
        }
    }

    private static void requireGradient(OnnxGraph graph) {
        if (!graph.outputs().containsKey(GradientGraph.GRADIENT)) {
            throw new IllegalStateException("what was loaded has no gradient");
        }
    }

    private void print() throws IOException {
        Map<String, Double> medians = new LinkedHashMap<>();
        milliseconds.forEach((name, times) -> medians.put(name, median(times)));
        System.out.printf(
                Locale.ROOT, "%d bytes on %s; the cache holds %d bytes%n", Files.size(model), device, size(caches));
        System.out.printf(Locale.ROOT, "%-30s %10s %10s%n", "load", "ms", "x plain");
        medians.forEach((name, time) ->
                System.out.printf(Locale.ROOT, "%-30s %10.0f %10.2f%n", name, time, time / medians.get("plain")));
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
