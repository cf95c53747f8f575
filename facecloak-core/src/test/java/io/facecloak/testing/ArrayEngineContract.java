package io.facecloak.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.array.ArrayEngine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every array engine has to do; a subclass gives the engine. */
public abstract class ArrayEngineContract {

    protected abstract ArrayEngine engine();

    @ParameterizedTest(name = "{0} probes, {1} rows of {2}")
    @CsvSource({
        "1, 1, 1",
        "1, 1, 512",
        "1, 1000, 3",
        "2, 255, 128",
        "3, 257, 129",
        "15, 40, 7",
        "16, 40, 7",
        "17, 513, 512",
        "64, 2000, 512",
        "100, 1, 33",
        "1, 0, 8",
        "20, 0, 8",
        "1, 20000, 512"
    })
    public void productsAreThoseOfDoublePrecision(int probeCount, int rowCount, int dimension) {
        Random random = new Random(probeCount + 31L * rowCount + 1009L * dimension);
        float[][] probes = IntStream.range(0, probeCount)
                .mapToObj(i -> values(random, dimension))
                .toArray(float[][]::new);
        float[] rows = values(random, rowCount * dimension);

        float[][] products = engine().products(probes, FloatBuffer.wrap(rows));

        assertEquals(probeCount, products.length);
        for (int p = 0; p < probeCount; p++) {
            assertEquals(rowCount, products[p].length);
            for (int r = 0; r < rowCount; r++) {
                float[] row = Arrays.copyOfRange(rows, r * dimension, (r + 1) * dimension);
                double bound = ArrayEngine.tolerance(probes[p]) * Math.sqrt(product(row, row));
                assertEquals(product(probes[p], row), products[p][r], bound, "probe " + p + ", row " + r);
            }
        }
    }

    @Test
    public void anyBufferServesAndStaysAsItIs() {
        Random random = new Random(5);
        float[][] probes = {values(random, 16), values(random, 16)};
        float[] rows = values(random, 16 * 50);
        float[][] expected = engine().products(probes, FloatBuffer.wrap(rows));
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            for (ByteBuffer bytes : new ByteBuffer[] {
                ByteBuffer.allocate(4 * rows.length + 8), ByteBuffer.allocateDirect(4 * rows.length + 8)
            }) {
                FloatBuffer buffer = bytes.order(order).asFloatBuffer().slice(2, rows.length);
                buffer.put(0, rows).position(7);

                float[][] products = engine().products(probes, buffer.asReadOnlyBuffer());
                assertTrue(Arrays.deepEquals(expected, products), order + ", " + bytes);
                assertTrue(Arrays.deepEquals(expected, engine().products(probes, buffer)), order + ", " + bytes);
                assertEquals(7, buffer.position());
                assertEquals(rows.length, buffer.limit());
            }
        }
    }

    @Test
    public void whatIsNotFiniteSpoilsNothingElse() {
        for (int probeCount : new int[] {1, 40}) {
            Random random = new Random(probeCount);
            float[][] probes = IntStream.range(0, probeCount)
                    .mapToObj(i -> values(random, 24))
                    .toArray(float[][]::new);
            float[] rows = values(random, 24 * 10);
            float[][] clean = engine().products(probes, FloatBuffer.wrap(rows));
            float[] spoilt = rows.clone();
            spoilt[24 * 3 + 5] = Float.NaN;
            spoilt[24 * 4 + 5] = Float.POSITIVE_INFINITY;

            float[][] products = engine().products(probes, FloatBuffer.wrap(spoilt));

            for (int p = 0; p < probeCount; p++) {
                for (int r = 0; r < 10; r++) {
                    if (r == 3 || r == 4) {
                        assertTrue(!Float.isFinite(products[p][r]), "row " + r);
                    } else {
                        assertEquals(clean[p][r], products[p][r], 1e-4f, "row " + r);
                    }
                }
            }
        }
    }

    @Test
    public void manyThreadsMayAsk() {
        Random random = new Random(9);
        float[][] probes = {values(random, 64), values(random, 64)};
        FloatBuffer rows = FloatBuffer.wrap(values(random, 64 * 300));
        float[][] expected = engine().products(probes, rows);

        IntStream.range(0, 64).parallel().forEach(i -> {
            float[][] products = engine().products(probes, rows);
            for (int p = 0; p < probes.length; p++) {
                for (int r = 0; r < 300; r++) {
                    assertEquals(expected[p][r], products[p][r], 1e-4f);
                }
            }
        });
    }

    @Test
    public void shapesThatDoNotFitAreRefused() {
        FloatBuffer rows = FloatBuffer.allocate(12);
        assertThrows(IllegalArgumentException.class, () -> engine().products(new float[0][], rows));
        assertThrows(IllegalArgumentException.class, () -> engine().products(new float[1][0], rows));
        assertThrows(IllegalArgumentException.class, () -> engine().products(
                        new float[][] {new float[3], new float[4]}, rows));
        assertThrows(IllegalArgumentException.class, () -> engine().products(new float[1][5], rows));
    }

    private static float[] values(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
