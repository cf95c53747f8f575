package io.facecloak.benchmarks;

import io.facecloak.model.Embedder;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.OnnxEmbedder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A gradient step of a recogniser against its forward pass alone: the ratio of the two is the figure.
 *
 * <pre>benchmarks/run.sh GradientBenchmark -jvmArgsAppend -Dfacecloak.models=DIRECTORY</pre>
 *
 * {@code -p model=ir100} measures a network of the size of ArcFace's IR-100 with random weights, which needs no file.
 *
 * <p>It runs on the CPU or, with {@code -p threads=0}, on the device that {@code -Dfacecloak.device} names; {@code benchmarks/cuda.sh} compares
 * the two.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class GradientBenchmark {

    private static final String RANDOM = "ir100";

    @Param({"mobilefacenet-foamliu", "mobileface-v2"})
    public String model;

    @Param({"1", "8", "16"})
    public int batch;

    @Param({"1", "2"})
    public int threads;

    private Embedder embedder;
    private GradientStep step;

    @Setup
    public void load() {
        Device device = threads == 0 ? Device.configured() : Device.cpu(threads);
        embedder = model.equals(RANDOM)
                ? OnnxEmbedder.of(RANDOM, Ir100.model().toByteArray(), InputSpec.arcface(), device)
                : OnnxEmbedder.open(file(), device);
        step = new GradientStep(embedder, batch);
    }

    private Path file() {
        return Path.of(System.getProperty("facecloak.models"), "recognisers", model + ".onnx");
    }

    @Benchmark
    public float[][] forward() {
        return step.forward();
    }

    @Benchmark
    public float[][] forwardAndGradient() {
        return step.forwardAndGradient();
    }

    @TearDown
    public void close() {
        embedder.close();
    }
}
