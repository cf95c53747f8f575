package io.facecloak.examples.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.sort_array;

import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Learns the cloaks of many people: a table of users and seed photos in, cloak files and a table of outcomes out. A person with several
 * rows gets one cloak, learnt from all of them.
 *
 * <p>A seed that is unusable becomes an outcome and never fails the job. Cloak files appear complete or not at all, and those that exist
 * are left alone, so that a job that was cancelled or lost machines is resumed by running it again.
 *
 * <p>Immutable and thread-safe.
 */
public final class LearnCloaks {

    private final LearnSettings settings;

    public LearnCloaks(LearnSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /**
     * The outcomes, as {@link CloakRows} describes them. Every action on them runs the job anew, so write them first.
     *
     * @param seeds with the columns {@code user} and {@code path}; read twice
     * @throws IllegalArgumentException if a column is missing
     */
    public Dataset<Row> outcomes(Dataset<Row> seeds) {
        Dataset<Row> users = Tables.usersAndPaths(seeds)
                .groupBy(Tables.USER)
                // Sorted, so that a cloak does not depend on how the rows travelled.
                .agg(sort_array(collect_set(col(Tables.PATH))).as(CloakRows.SEEDS));
        return users.repartition(Tables.partitions(users, settings.usersPerTask()))
                .mapPartitions(new LearnPartition(settings), Encoders.row(CloakRows.SCHEMA));
    }
}
