package io.facecloak.examples.spark;

import io.facecloak.CloakFolder;
import io.facecloak.FaceCloak;
import io.facecloak.apply.PhotoJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** One task of {@link ProtectPhotos}: (user, path) in, sorted by user; {@link PhotoRows} out. */
final class ProtectPartition implements MapPartitionsFunction<Row, Row> {

    private final ProtectSettings settings;

    ProtectPartition(ProtectSettings settings) {
        this.settings = settings;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Task task = new Task(
                ExecutorModels.cloaks(settings),
                new PhotoFolder(settings.photos().toPath()),
                TaskContext.get()::isInterrupted);
        return new UserGroups(rows, task::protect);
    }

    /** What cannot travel. */
    private final class Task {

        private final CloakFolder cloaks;
        private final PhotoFolder photos;
        private final BooleanSupplier cancelled;

        Task(CloakFolder cloaks, PhotoFolder photos, BooleanSupplier cancelled) {
            this.cloaks = cloaks;
            this.photos = photos;
            this.cancelled = cancelled;
        }

        List<Row> protect(String user, List<String> paths) {
            Path output;
            try {
                output = settings.output().toPath().resolve(CloakFolder.nameOf(required("user", user)));
            } catch (IllegalArgumentException e) {
                return all(user, paths, PhotoRows.INVALID_ROW, e.getMessage());
            }
            Optional<FaceCloak> cloak;
            try {
                cloak = cloaks.find(user);
            } catch (IOException | RuntimeException e) {
                return all(user, paths, PhotoRows.UNUSABLE_CLOAK, e.toString());
            }
            return cloak.map(found -> protect(user, paths, output, found))
                    .orElseGet(() -> all(
                            user,
                            paths,
                            PhotoRows.NO_CLOAK,
                            CloakFolder.file(settings.cloaks().toPath(), user) + " does not exist; learn it first"));
        }

        private List<Row> protect(String user, List<String> paths, Path output, FaceCloak cloak) {
            List<Row> results = new ArrayList<>();
            List<String> valid = new ArrayList<>();
            List<PhotoJob> jobs = new ArrayList<>();
            for (String path : paths) {
                try {
                    jobs.add(new PhotoJob(photos.file(required("path", path)), output.resolve(photos.relative(path))));
                    valid.add(path);
                } catch (IllegalArgumentException e) {
                    results.add(PhotoRows.without(user, path, PhotoRows.INVALID_ROW, e.getMessage()));
                }
            }
            // Outcomes come in the order of the jobs.
            Iterator<String> given = valid.iterator();
            cloak.folders()
                    .withOverwrite(settings.overwrite())
                    .cancelledWhen(cancelled)
                    .run(jobs, outcome -> results.add(PhotoRows.of(user, given.next(), outcome)));
            return results;
        }

        private List<Row> all(String user, List<String> paths, String status, String reason) {
            return paths.stream()
                    .map(path -> PhotoRows.without(user, path, status, reason))
                    .toList();
        }
    }

    static String required(String column, String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the row has no " + column);
        }
        return value;
    }
}
