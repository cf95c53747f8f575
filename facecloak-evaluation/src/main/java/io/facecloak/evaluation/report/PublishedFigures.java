package io.facecloak.evaluation.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The figures of the paper's tables, as it prints them: measured by others on other data. */
final class PublishedFigures {

    private static final List<Figure> ALL = read();

    /**
     * @param surrogate empty where the table has none
     * @param column recogniser or metric
     * @param first Top-1 PSR, or the table's only figure
     * @param second Top-5 PSR, or empty
     */
    record Figure(String table, String surrogate, String method, String column, String first, String second) {}

    /** One of the paper's tables: rows by surrogate and method. */
    record Table(String name, List<String> columns, Map<List<String>, Map<String, Figure>> rows, boolean pairs) {}

    private PublishedFigures() {}

    /** The table of this name, such as {@code Table III}. */
    static Table table(String name) {
        Set<String> columns = new LinkedHashSet<>();
        Map<List<String>, Map<String, Figure>> rows = new LinkedHashMap<>();
        boolean pairs = false;
        for (Figure figure : ALL) {
            if (figure.table().equals(name)) {
                columns.add(figure.column());
                rows.computeIfAbsent(List.of(figure.surrogate(), figure.method()), row -> new LinkedHashMap<>())
                        .put(figure.column(), figure);
                pairs |= !figure.second().isEmpty();
            }
        }
        return new Table(name, List.copyOf(columns), rows, pairs);
    }

    private static List<Figure> read() {
        List<Figure> figures = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                PublishedFigures.class.getResourceAsStream("published.csv"), StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                figures.add(new Figure(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(figures);
    }
}
