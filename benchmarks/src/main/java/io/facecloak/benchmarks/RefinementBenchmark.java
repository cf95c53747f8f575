package io.facecloak.benchmarks;

import io.facecloak.FaceCloak;
import io.facecloak.Preset;
import io.facecloak.model.FaceModels;
import io.facecloak.optimize.Refinement;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
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
 * A photo of one face in memory: found, matched and cloaked, and refined by so many steps. All recognisers of {@code -Dfacecloak.models} (else
 * the bundled ones) are surrogates. 0 steps is plain {@code apply}.
 *
 * <pre>benchmarks/run.sh RefinementBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 5)
@Fork(1)
public class RefinementBenchmark {

    @Param({"0", "10", "25"})
    public int steps;

    private FaceModels models;
    private FaceCloak cloak;
    private BufferedImage photo;

    @Setup
    public void learn() throws IOException {
        models = FaceModels.configured();
        Path person = Path.of("facecloak-examples", "demo");
        FaceCloak learnt = FaceCloak.builder()
                .models(models)
                .preset(Preset.FAINT)
                .seed(person.resolve("seed.jpg"))
                .build();
        Refinement full = Refinement.BALANCED;
        cloak = steps == 0 ? learnt : learnt.refined(new Refinement(full.epsilon(), steps, full.step(), full.jitter()));
        photo = ImageIO.read(person.resolve("photos/photo-1.jpg").toFile());
    }

    @Benchmark
    public BufferedImage apply() {
        return cloak.apply(photo);
    }

    @TearDown
    public void close() {
        models.close();
    }
}
