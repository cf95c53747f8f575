package io.facecloak.benchmarks;

import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import java.io.IOException;
import java.nio.file.Files;
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
 * Saving a cloak to a file (which reaches the disk before it appears under its name) and loading it.
 *
 * <pre>benchmarks/run.sh CloakFileBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class CloakFileBenchmark {

    private CloakMask cloak;
    private Path saved;
    private Path target;

    @Setup
    public void save() throws IOException {
        cloak = NoiseCloak.of(1);
        saved = Files.createTempFile("benchmark", ".cloak");
        target = Files.createTempFile("benchmark", ".cloak");
        CloakFile.write(cloak, saved);
    }

    @Benchmark
    public void write() throws IOException {
        CloakFile.write(cloak, target);
    }

    @Benchmark
    public CloakMask read() throws IOException {
        return CloakFile.read(saved);
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(saved);
        Files.delete(target);
    }
}
