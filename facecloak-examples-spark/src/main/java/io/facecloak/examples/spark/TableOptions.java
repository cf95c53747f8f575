package io.facecloak.examples.spark;

import java.io.File;
import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Option;

/** The options and the course of both jobs: a table is read, a table of outcomes is appended to, and their numbers are shown. */
final class TableOptions {

    private static final String RUN = "run_at";

    @Option(
            names = "--table",
            required = true,
            paramLabel = "PATH",
            description = "Table with the columns user and path.")
    private String table;

    @Option(
            names = "--format",
            defaultValue = "parquet",
            description = "Format of the table: parquet (default), csv (with a header), json, orc, ...")
    private String format;

    @Option(
            names = "--photos",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder that the table's paths are relative to; mounted on every machine, as all folders.")
    private File photos;

    @Option(names = "--cloaks", required = true, paramLabel = "FOLDER", description = "Folder of cloak files.")
    private File cloaks;

    @Option(names = "--models", paramLabel = "FOLDER", description = "Models directory; default: the bundled models.")
    private File models;

    @Option(
            names = "--outcomes",
            required = true,
            paramLabel = "PATH",
            description = "Parquet table that the outcomes are appended to; its column run_at tells the runs apart.")
    private String outcomes;

    @Option(names = "--overwrite", description = "Make anew what exists.")
    private boolean overwrite;

    File photos() {
        return photos;
    }

    File cloaks() {
        return cloaks;
    }

    File models() {
        return models;
    }

    boolean overwrite() {
        return overwrite;
    }

    /** A job from table to outcomes. */
    interface Job {
        Dataset<Row> outcomes(Dataset<Row> table);
    }

    void run(String name, Job job) {
        // The session is Spark's to stop: a notebook or test goes on with it.
        SparkSession spark = SparkSession.builder().appName(name).getOrCreate();
        Dataset<Row> rows = spark.read().format(format).option("header", true).load(table);
        Timestamp now = Timestamp.from(Instant.now());
        job.outcomes(rows)
                .withColumn(RUN, functions.lit(now))
                .write()
                .mode(SaveMode.Append)
                .parquet(outcomes);
        spark.read()
                .parquet(outcomes)
                .where(functions.col(RUN).equalTo(now))
                .groupBy("status")
                .count()
                .orderBy("status")
                .show(false);
    }
}
