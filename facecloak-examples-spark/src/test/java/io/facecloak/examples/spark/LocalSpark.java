package io.facecloak.examples.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Spark with two cores in this JVM, and the demo person. */
final class LocalSpark {

    /** Pictures of one person who does not exist. */
    static final Path DEMO =
            Path.of("../facecloak-examples/demo").toAbsolutePath().normalize();

    static final SparkSession SESSION = SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 4)
            // Compiling takes longer than so few rows.
            .config("spark.sql.codegen.wholeStage", false)
            .config("spark.sql.warehouse.dir", "target/warehouse")
            .getOrCreate();

    private LocalSpark() {}

    static String[] row(String user, String path) {
        return new String[] {user, path};
    }

    /** A table of users and paths. */
    static Dataset<Row> table(String[]... rows) {
        return SESSION.createDataFrame(
                Arrays.stream(rows)
                        .map(row -> RowFactory.create((Object[]) row))
                        .toList(),
                new StructType().add("user", DataTypes.StringType).add("path", DataTypes.StringType));
    }

    static Map<String, Row> by(Function<Row, String> key, List<Row> rows) {
        return rows.stream().collect(Collectors.toMap(key, row -> row, (a, b) -> {
            throw new AssertionError("two rows for " + key.apply(a));
        }));
    }

    static <T> T get(Row row, String column) {
        return row.<T>getAs(column);
    }

    /** All files below a folder with their content's hash and time of change, by path relative to it. */
    static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        folder.relativize(file).toString(),
                        Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }
}
