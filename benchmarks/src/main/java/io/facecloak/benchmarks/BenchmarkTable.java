package io.facecloak.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Results of JMH as one table, in which every time is also a multiple of the shortest one of its class with the same parameters. */
final class BenchmarkTable {

    private BenchmarkTable() {}

    /**
     * One benchmark.
     *
     * @param group the class
     * @param name the method
     * @param parameters as {@code key=value}, separated by spaces; may be empty
     * @param time mean time of an operation
     * @param error half the confidence interval; not a number where there were too few measurements
     * @param unit such as {@code ms/op}
     * @param allocated bytes of heap per operation, where they were measured
     */
    record Row(
            String group,
            String name,
            String parameters,
            double time,
            double error,
            String unit,
            OptionalDouble allocated) {

        private boolean isComparable(Row other) {
            return group.equals(other.group) && parameters.equals(other.parameters) && unit.equals(other.unit);
        }
    }

    /** The table, a heading first; the rows of a class and of equal parameters stand together, the shortest time first. */
    static List<String> lines(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        int width = rows.stream().mapToInt(row -> label(row).length()).max().orElse(0);
        String format = "%-" + Math.max(width, 9) + "s  %12s  %10s  %7s  %14s";
        lines.add(String.format(format, "benchmark", "time", "error", "ratio", "heap per op"));
        List<Row> ordered = new ArrayList<>(rows);
        ordered.sort(Comparator.comparing(Row::group)
                .thenComparing(Row::parameters)
                .thenComparing(Row::unit)
                .thenComparing(Row::time));
        for (Row row : ordered) {
            double shortest = rows.stream()
                    .filter(row::isComparable)
                    .mapToDouble(Row::time)
                    .min()
                    .orElseThrow();
            lines.add(String.format(
                    Locale.ROOT,
                    format,
                    label(row),
                    String.format(Locale.ROOT, "%.3f %s", row.time(), row.unit()),
                    Double.isNaN(row.error()) ? "" : String.format(Locale.ROOT, "± %.3f", row.error()),
                    String.format(Locale.ROOT, "%.2f", row.time() / shortest),
                    row.allocated().isPresent() ? bytes(row.allocated().getAsDouble()) : ""));
        }
        return lines;
    }

    private static String label(Row row) {
        return (row.group() + "." + row.name() + " " + row.parameters()).strip();
    }

    private static String bytes(double count) {
        return count < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", count / (1 << 10))
                : String.format(Locale.ROOT, "%.1f MiB", count / (1 << 20));
    }
}
