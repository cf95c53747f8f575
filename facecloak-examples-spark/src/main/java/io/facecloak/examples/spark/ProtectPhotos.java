package io.facecloak.examples.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;

import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Protects the photos of many people: a table of users and photo paths in, protected copies and a table of outcomes out.
 *
 * <pre>{@code
 * ProtectSettings settings = ProtectSettings.of(new File("/photos"), new File("/cloaks"), new File("/protected"));
 * new ProtectPhotos(settings).outcomes(spark.read().parquet("photos.parquet")).write().parquet("outcomes");
 * }</pre>
 *
 * <ul>
 *   <li>A photo, cloak or row that is unusable becomes an outcome and never fails the job.
 *   <li>Copies appear complete or not at all, and those that exist are left alone: a job that was cancelled or lost machines is resumed by
 *       running it again, and a task may run twice without harm.
 *   <li>A user's rows go to the same task, or to few if they have many, so that a cloak is read about once.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class ProtectPhotos {

    private static final String STEM = "stem";

    private final ProtectSettings settings;

    public ProtectPhotos(ProtectSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /**
     * The outcomes, as {@link PhotoRows} describes them. Every action on them runs the job anew, so write them first.
     *
     * @param photos with the columns {@code user} and {@code path}; rows that occur twice count once. It is read three times
     * @throws IllegalArgumentException if a column is missing
     */
    public Dataset<Row> outcomes(Dataset<Row> photos) {
        Dataset<Row> rows = Tables.usersAndPaths(photos);
        // a.gif becomes a.gif.png: where that exists too, both must meet in one task, which notices.
        Dataset<Row> keyed = rows.withColumn(STEM, regexp_replace(lower(col(Tables.PATH)), "\\.png$", ""));
        return keyed.repartitionByRange(Tables.partitions(rows, settings.photosPerTask()), col(Tables.USER), col(STEM))
                .sortWithinPartitions(Tables.USER, STEM, Tables.PATH)
                .select(Tables.USER, Tables.PATH)
                .mapPartitions(new ProtectPartition(settings), Encoders.row(PhotoRows.SCHEMA));
    }
}
