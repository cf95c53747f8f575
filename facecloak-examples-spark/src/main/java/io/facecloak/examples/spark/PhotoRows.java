package io.facecloak.examples.spark;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.apply.PhotoOutcome.Status;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table of outcomes of {@link ProtectPhotos}, one row per photo:
 *
 * <ul>
 *   <li>{@code user}, {@code path}: as given.
 *   <li>{@code output}: the protected copy; null without one. A photo in which no face is cloaked gets none.
 *   <li>{@code status}: one of {@link PhotoOutcome.Status}, or {@link #NO_CLOAK}, {@link #UNUSABLE_CLOAK}, {@link #INVALID_ROW}.
 *   <li>{@code faces}, {@code cloaked}: how many faces the photo shows, and how many were cloaked; null unless this run searched it.
 *   <li>{@code similarity_before}, {@code similarity_after}: the highest of the cloaked faces' similarities to the person, as
 *       {@link FaceOutcome} defines them; null unless measured.
 *   <li>{@code reason}: why there is no copy, in a sentence; null where there is one.
 * </ul>
 */
public final class PhotoRows {

    /** The user has no cloak file. */
    public static final String NO_CLOAK = "NO_CLOAK";

    /** The user's cloak file is damaged, unreadable, or needs other models. */
    public static final String UNUSABLE_CLOAK = "UNUSABLE_CLOAK";

    /** User or path is missing or cannot be one. */
    public static final String INVALID_ROW = "INVALID_ROW";

    static final StructType SCHEMA = new StructType()
            .add(Tables.USER, DataTypes.StringType)
            .add(Tables.PATH, DataTypes.StringType)
            .add("output", DataTypes.StringType)
            .add("status", DataTypes.StringType)
            .add("faces", DataTypes.IntegerType)
            .add("cloaked", DataTypes.IntegerType)
            .add("similarity_before", DataTypes.DoubleType)
            .add("similarity_after", DataTypes.DoubleType)
            .add("reason", DataTypes.StringType);

    private PhotoRows() {}

    static Row of(String user, String path, PhotoOutcome outcome) {
        boolean searched =
                switch (outcome.status()) {
                    case PROTECTED, PERHAPS_PERSON, OTHER_PERSON, NO_FACE -> true;
                    case EXISTING, MARKED, NO_PHOTO, FAILED, CANCELLED -> false;
                };
        boolean there = outcome.rewritten().isPresent() || outcome.status() == Status.EXISTING;
        return RowFactory.create(
                user,
                path,
                there ? outcome.target().toString() : null,
                outcome.status().name(),
                searched ? outcome.faces().size() : null,
                searched ? outcome.cloaked() : null,
                highest(outcome, FaceOutcome::similarity),
                highest(outcome, FaceOutcome::similarityAfter),
                outcome.problem().isEmpty() ? null : outcome.problem());
    }

    static Row without(String user, String path, String status, String reason) {
        return RowFactory.create(user, path, null, status, null, null, null, null, reason);
    }

    private static Double highest(PhotoOutcome outcome, Function<FaceOutcome, OptionalDouble> similarity) {
        OptionalDouble highest = outcome.faces().stream()
                .filter(face -> face.decision() == Decision.CLOAKED)
                .map(similarity)
                .flatMapToDouble(OptionalDouble::stream)
                .max();
        return highest.isPresent() ? highest.getAsDouble() : null;
    }
}
