package io.facecloak.benchmarks;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.runtime.Device;
import io.facecloak.onnx.runtime.FloatTensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
 * It runs on the CPU, or on the device that {@code -Dfacecloak.device} names; {@code benchmarks/cuda.sh} compares the two.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class GradientBenchmark {

    @Param({"mobilefacenet-foamliu", "mobileface-v2"})
    public String model;

    @Param({"1", "8"})
    public int batch;

    private Embedder embedder;
    private List<AlignedFace> faces;
    private FloatBuffer pixels;
    private FloatBuffer gradients;
    private float[][] cotangents;

    @Setup
    public void load() {
        Path models = Path.of(System.getProperty("facecloak.models"));
        embedder = OnnxEmbedder.open(models.resolve("recognisers").resolve(model + ".onnx"), Device.configured());
        Random random = new Random(1);
        int samples = AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE;
        pixels = FloatTensor.allocateBuffer(batch * samples);
        gradients = FloatTensor.allocateBuffer(batch * samples);
        faces = new ArrayList<>();
        for (int n = 0; n < batch; n++) {
            float[] planes = new float[samples];
            for (int i = 0; i < samples; i++) {
                planes[i] = random.nextFloat();
            }
            faces.add(AlignedFace.of(AlignedFace.SIZE, planes));
            pixels.put(planes);
        }
        pixels.flip();
        cotangents = new float[batch][embedder.dimension()];
        for (float[] cotangent : cotangents) {
            for (int i = 0; i < cotangent.length; i++) {
                cotangent[i] = (float) random.nextGaussian();
            }
        }
    }

    @Benchmark
    public float[][] forward() {
        return embedder.embed(faces);
    }

    @Benchmark
    public float[][] forwardAndGradient() {
        return embedder.embedWithGradient(pixels, cotangents, gradients);
    }

    @TearDown
    public void close() {
        embedder.close();
    }
}
