package io.facecloak.examples.spark;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table of outcomes of {@link LearnCloaks}, one row per person:
 *
 * <ul>
 *   <li>{@code user}, {@code seeds}: as given, the seeds sorted.
 *   <li>{@code cloak}: the cloak file; null without one.
 *   <li>{@code status}: {@link #LEARNT}, {@link #EXISTING}, {@link #FAILED} or {@link #INVALID_ROW}.
 *   <li>{@code seconds}: how long the learning took; null where it did not come to an end.
 *   <li>{@code reason}: why there is no cloak, in a sentence; null where there is one.
 * </ul>
 */
public final class CloakRows {

    /** The cloak was learnt and saved. */
    public static final String LEARNT = "LEARNT";

    /** The cloak exists, from an earlier run; left as it is. */
    public static final String EXISTING = "EXISTING";

    /** No cloak can be learnt from the seeds. */
    public static final String FAILED = "FAILED";

    /** User or path is missing or cannot be one. */
    public static final String INVALID_ROW = "INVALID_ROW";

    static final String SEEDS = "seeds";

    static final StructType SCHEMA = new StructType()
            .add(Tables.USER, DataTypes.StringType)
            .add(SEEDS, DataTypes.createArrayType(DataTypes.StringType))
            .add("cloak", DataTypes.StringType)
            .add("status", DataTypes.StringType)
            .add("seconds", DataTypes.DoubleType)
            .add("reason", DataTypes.StringType);

    private CloakRows() {}

    static Row learnt(String user, List<String> seeds, Path cloak, double seconds) {
        return row(user, seeds, cloak.toString(), LEARNT, seconds, null);
    }

    static Row existing(String user, List<String> seeds, Path cloak) {
        return row(user, seeds, cloak.toString(), EXISTING, null, null);
    }

    static Row without(String user, List<String> seeds, String status, String reason) {
        return row(user, seeds, null, status, null, reason);
    }

    private static Row row(
            String user, List<String> seeds, String cloak, String status, Double seconds, String reason) {
        return RowFactory.create(user, seeds.toArray(), cloak, status, seconds, reason);
    }
}
