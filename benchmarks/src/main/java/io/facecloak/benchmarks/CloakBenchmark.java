package io.facecloak.benchmarks;

import io.facecloak.FaceCloak;
import io.facecloak.Preset;
import io.facecloak.model.FaceModels;
import java.io.IOException;
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
 * A full cloak with each preset, all recognisers of {@code -Dfacecloak.models} (else the bundled ones) as surrogates, models loaded beforehand. The
 * person is the demo's, or on the photo that {@code -Dfacecloak.seed} names.
 *
 * <pre>benchmarks/run.sh CloakBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
public class CloakBenchmark {

    @Param({"PAPER", "BALANCED"})
    public Preset preset;

    private FaceModels models;
    private Path seed;

    @Setup
    public void load() {
        models = FaceModels.configured();
        seed = Path.of(System.getProperty("facecloak.seed", "facecloak-examples/demo/seed.jpg"));
    }

    @Benchmark
    public FaceCloak learn() throws IOException {
        return FaceCloak.builder().models(models).preset(preset).seed(seed).build();
    }

    @TearDown
    public void close() {
        models.close();
    }
}
