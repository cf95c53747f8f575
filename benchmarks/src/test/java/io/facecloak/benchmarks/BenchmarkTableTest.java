package io.facecloak.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.benchmarks.BenchmarkTable.Row;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BenchmarkTableTest {

    @Test
    void timesAreMultiplesOfTheShortestWithTheSameParameters() {
        List<String> lines = BenchmarkTable.lines(List.of(
                new Row("Gradient", "step", "batch=8", 50, 1.5, "ms/op", OptionalDouble.of(3 << 20)),
                new Row("Gradient", "forward", "batch=1", 5, Double.NaN, "ms/op", OptionalDouble.empty()),
                new Row("Gradient", "forward", "batch=8", 20, 0.5, "ms/op", OptionalDouble.of(2048))));
        assertEquals(4, lines.size());
        assertTrue(lines.get(1).matches("Gradient.forward batch=1 +5.000 ms/op +1.00 *"), lines.get(1));
        assertTrue(
                lines.get(2).matches("Gradient.forward batch=8 +20.000 ms/op +± 0.500 +1.00 +2.0 KiB"), lines.get(2));
        assertTrue(lines.get(3).matches("Gradient.step batch=8 +50.000 ms/op +± 1.500 +2.50 +3.0 MiB"), lines.get(3));
    }
}
