package io.facecloak.examples.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What the tables of both jobs have in common. */
final class Tables {

    static final String USER = "user";
    static final String PATH = "path";

    private Tables() {}

    /**
     * The columns user and path as text.
     *
     * @throws IllegalArgumentException if one is missing
     */
    static Dataset<Row> usersAndPaths(Dataset<Row> table) {
        List<String> columns = Arrays.asList(table.columns());
        if (!columns.containsAll(List.of(USER, PATH))) {
            throw new IllegalArgumentException(
                    "the table needs the columns user and path, but has " + String.join(", ", columns));
        }
        return table.select(text(USER), text(PATH));
    }

    private static Column text(String column) {
        return functions.col(column).cast("string").as(column);
    }

    /** Tasks of about this many rows, but no core idle. */
    static int partitions(Dataset<Row> rows, int rowsPerTask) {
        long count = rows.count();
        int cores = rows.sparkSession().sparkContext().defaultParallelism();
        long wanted = Math.max(Math.min(cores, count), (count + rowsPerTask - 1) / rowsPerTask);
        return (int) Math.max(1, Math.min(wanted, 1_000_000));
    }
}
