package io.facecloak.examples.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.spark.sql.Row;

/** Hands the consecutive rows of each user to a function, lazily, and strings its results together. Rows are (user, path). */
final class UserGroups implements Iterator<Row> {

    private final Iterator<Row> rows;
    private final BiFunction<String, List<String>, List<Row>> process;
    private final Deque<Row> results = new ArrayDeque<>();
    private Row next;

    /** @param process gets a user and their paths, sorted rows without repetitions; either may be null as in the table */
    UserGroups(Iterator<Row> rows, BiFunction<String, List<String>, List<Row>> process) {
        this.rows = rows;
        this.process = process;
        this.next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
        while (results.isEmpty() && next != null) {
            String user = next.getString(0);
            results.addAll(process.apply(user, pathsOf(user)));
        }
        return !results.isEmpty();
    }

    private List<String> pathsOf(String user) {
        List<String> paths = new ArrayList<>();
        while (next != null && Objects.equals(user, next.getString(0))) {
            String path = next.getString(1);
            if (paths.isEmpty() || !Objects.equals(paths.get(paths.size() - 1), path)) {
                paths.add(path);
            }
            next = rows.hasNext() ? rows.next() : null;
        }
        return paths;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return results.remove();
    }
}
