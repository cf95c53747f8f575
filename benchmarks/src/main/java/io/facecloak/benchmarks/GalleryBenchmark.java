package io.facecloak.benchmarks;

import io.facecloak.internal.optimize.EmbeddingFile;
import io.facecloak.model.Embedder;
import io.facecloak.optimize.Gallery;
import io.facecloak.testing.SmoothEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * The nearest and the farthest of many embeddings of 128 values in a file that is mapped into memory. A million rows take 0.5 GB in the
 * temporary folder.
 *
 * <pre>benchmarks/run.sh GalleryBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class GalleryBenchmark {

    private static final int DIMENSION = 128;

    @Param({"10000", "1000000"})
    public int rows;

    /** Whose embeddings the file is said to hold; it is never asked for one. */
    private final Embedder embedder = new SmoothEmbedder("benchmark", DIMENSION, 1);

    private Path file;
    private Gallery gallery;
    private float[] probe;

    @Setup
    public void write() throws IOException {
        Random random = new Random(1);
        file = Files.createTempFile("gallery", ".embeddings");
        Iterator<float[]> embeddings =
                Stream.generate(() -> normalised(random)).limit(rows).iterator();
        EmbeddingFile.write(file, embedder, () -> embeddings);
        gallery = Gallery.ofEmbeddings(file);
        probe = normalised(random);
    }

    private static float[] normalised(Random random) {
        float[] values = new float[DIMENSION];
        double squares = 0;
        for (int i = 0; i < DIMENSION; i++) {
            values[i] = random.nextFloat() - 0.5f;
            squares += values[i] * values[i];
        }
        for (int i = 0; i < DIMENSION; i++) {
            values[i] /= (float) Math.sqrt(squares);
        }
        return values;
    }

    @Benchmark
    public Gallery.Extremes extremes() {
        return gallery.extremes(embedder, probe);
    }

    @TearDown
    public void delete() throws IOException {
        gallery.close();
        Files.delete(file);
    }
}
