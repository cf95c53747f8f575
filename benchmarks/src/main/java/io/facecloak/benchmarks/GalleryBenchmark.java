package io.facecloak.benchmarks;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.optimize.EmbeddingFile;
import io.facecloak.optimize.Gallery;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
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

    private final Embedder embedder = new Nameless();
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

    /** Whose embeddings the file is said to hold; it is never asked for one. */
    private static final class Nameless implements Embedder {

        @Override
        public String name() {
            return "benchmark";
        }

        @Override
        public String fingerprint() {
            return "0".repeat(64);
        }

        @Override
        public int dimension() {
            return DIMENSION;
        }

        @Override
        public double matchThreshold() {
            return 0.35;
        }

        @Override
        public float[][] embed(List<AlignedFace> faces) {
            throw new UnsupportedOperationException("it only has a name");
        }

        @Override
        public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
            throw new UnsupportedOperationException("it only has a name");
        }

        @Override
        public void close() {}
    }
}
