package io.facecloak.examples.spark;

import io.facecloak.CloakFolder;
import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** One task of {@link LearnCloaks}: (user, seeds) in, {@link CloakRows} out. */
final class LearnPartition implements MapPartitionsFunction<Row, Row> {

    private final LearnSettings settings;

    LearnPartition(LearnSettings settings) {
        this.settings = settings;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws IOException {
        CloakFolder.create(settings.cloaks().toPath());
        Task task = new Task(
                ExecutorModels.in(settings.models()),
                new PhotoFolder(settings.photos().toPath()),
                TaskContext.get()::isInterrupted);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                Row row = rows.next();
                return task.learn(row.getString(0), row.getList(1));
            }
        };
    }

    /** What cannot travel. */
    private final class Task {

        private final FaceModels models;
        private final PhotoFolder photos;
        private final BooleanSupplier cancelled;

        Task(FaceModels models, PhotoFolder photos, BooleanSupplier cancelled) {
            this.models = models;
            this.photos = photos;
            this.cancelled = cancelled;
        }

        Row learn(String user, List<String> seeds) {
            Path cloak;
            List<Path> files = new ArrayList<>();
            try {
                cloak = CloakFolder.file(settings.cloaks().toPath(), ProtectPartition.required("user", user));
                for (String seed : seeds) {
                    files.add(photos.file(seed));
                }
            } catch (IllegalArgumentException e) {
                return CloakRows.without(user, seeds, CloakRows.INVALID_ROW, e.getMessage());
            }
            if (files.isEmpty()) {
                return CloakRows.without(user, seeds, CloakRows.INVALID_ROW, "the row has no path");
            }
            if (!settings.overwrite() && Files.exists(cloak)) {
                return CloakRows.existing(user, seeds, cloak);
            }
            long start = System.nanoTime();
            try {
                learn(files).save(cloak);
            } catch (CancellationException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                return CloakRows.without(user, seeds, CloakRows.FAILED, e.toString());
            } catch (OutOfMemoryError e) {
                // One large photo must not take the others along; its memory is free again.
                return CloakRows.without(user, seeds, CloakRows.FAILED, "more memory is needed than there is");
            }
            return CloakRows.learnt(user, seeds, cloak, (System.nanoTime() - start) / 1e9);
        }

        private FaceCloak learn(List<Path> seeds) throws IOException {
            FaceCloakBuilder builder =
                    settings.builder().models(models).progress(Progress.NONE.cancelledWhen(cancelled));
            for (Path seed : seeds) {
                builder.seed(seed);
            }
            return builder.build();
        }
    }
}
