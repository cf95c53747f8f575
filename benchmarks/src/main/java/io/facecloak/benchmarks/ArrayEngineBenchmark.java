package io.facecloak.benchmarks;

import io.facecloak.array.ArrayEngine;
import io.facecloak.nd4j.Nd4jArrays;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Similarities of probes to a gallery of 512 values a row, in blocks of 4,096 rows as galleries are searched, by either array engine. A million rows take
 * 2 GB outside the heap.
 *
 * <pre>benchmarks/run.sh ArrayEngineBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:MaxDirectMemorySize=3g"})
public class ArrayEngineBenchmark {

    private static final int DIMENSION = 512;
    private static final int BLOCK_ROWS = 4096;

    @Param({"plain", "nd4j"})
    public String engine;

    @Param({"10000", "100000", "1000000"})
    public int rows;

    @Param({"1", "64"})
    public int probes;

    private ArrayEngine arrays;
    private float[][] vectors;
    private FloatBuffer gallery;

    @Setup
    public void fill() {
        arrays = engine.equals("plain") ? ArrayEngine.plain() : new Nd4jArrays();
        SplittableRandom random = new SplittableRandom(1);
        gallery = ByteBuffer.allocateDirect(Math.multiplyExact(rows, DIMENSION * Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] row = new float[DIMENSION];
        for (int r = 0; r < rows; r++) {
            fill(row, random);
            gallery.put(r * DIMENSION, row);
        }
        vectors = new float[probes][DIMENSION];
        for (float[] vector : vectors) {
            fill(vector, random);
        }
        requireAgreement();
    }

    private static void fill(float[] values, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = ((int) random.nextLong() >> 8) * 0x1p-27f;
        }
    }

    /** A fast engine that is wrong is no engine. */
    private void requireAgreement() {
        FloatBuffer first = gallery.slice(0, Math.min(rows, 100) * DIMENSION);
        float[][] expected = ArrayEngine.plain().products(vectors, first);
        float[][] found = arrays.products(vectors, first);
        for (int p = 0; p < probes; p++) {
            for (int r = 0; r < expected[p].length; r++) {
                if (Math.abs(expected[p][r] - found[p][r]) > 1e-4) {
                    throw new IllegalStateException(engine + " differs at probe " + p + ", row " + r);
                }
            }
        }
    }

    /** The largest similarity, so that every product is read. */
    @Benchmark
    public float search() {
        float largest = Float.NEGATIVE_INFINITY;
        for (int start = 0; start < rows; start += BLOCK_ROWS) {
            FloatBuffer block = gallery.slice(start * DIMENSION, Math.min(BLOCK_ROWS, rows - start) * DIMENSION);
            for (float[] similarities : arrays.products(vectors, block)) {
                for (float similarity : similarities) {
                    largest = Math.max(largest, similarity);
                }
            }
        }
        return largest;
    }
}
