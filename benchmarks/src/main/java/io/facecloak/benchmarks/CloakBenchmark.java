package io.facecloak.benchmarks;

import io.facecloak.FaceCloak;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A full cloak with the paper's defaults, all recognisers of the directory as surrogates, models loaded beforehand.
 *
 * <pre>benchmarks/run.sh CloakBenchmark -jvmArgsAppend "-Dfacecloak.models=DIRECTORY -Dfacecloak.seed=PHOTO"</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
public class CloakBenchmark {

    private FaceModels models;
    private Path seed;

    @Setup
    public void load() {
        models = FaceModels.directory(Path.of(System.getProperty("facecloak.models")));
        seed = Path.of(System.getProperty("facecloak.seed"));
    }

    @Benchmark
    public FaceCloak learn() throws IOException {
        return FaceCloak.builder().models(models).seed(seed).build();
    }

    @TearDown
    public void close() {
        models.close();
    }
}
