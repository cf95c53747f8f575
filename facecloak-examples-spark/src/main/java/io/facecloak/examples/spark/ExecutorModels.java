package io.facecloak.examples.spark;

import io.facecloak.CloakFolder;
import io.facecloak.model.FaceModels;
import java.io.File;
import java.util.HashMap;
import java.util.Map;

/**
 * Models and cloaks of this JVM, shared by all tasks of an executor: opened when the first task needs them, closed when the JVM ends.
 * Thread-safe.
 */
final class ExecutorModels {

    /** A task goes from user to user, so few cloaks are needed at a time. */
    private static final int CLOAKS_IN_MEMORY = 256;

    /** By directory; null is the key of the configured models. */
    private static final Map<File, FaceModels> MODELS = new HashMap<>();

    private static final Map<ProtectSettings, CloakFolder> CLOAKS = new HashMap<>();

    private ExecutorModels() {}

    /**
     * Models, loaded.
     *
     * @param directory null: the configured ones
     * @throws io.facecloak.model.ModelException if they cannot be loaded
     */
    static synchronized FaceModels in(File directory) {
        FaceModels models = MODELS.get(directory);
        if (models == null) {
            models = directory == null ? FaceModels.configured() : FaceModels.directory(directory.toPath());
            if (MODELS.isEmpty()) {
                Runtime.getRuntime().addShutdownHook(new Thread(ExecutorModels::close, "facecloak-models-closer"));
            }
            MODELS.put(directory, models);
        }
        // What is missing must fail the task here, rather than every photo later.
        models.detector();
        models.embedders();
        return models;
    }

    static synchronized CloakFolder cloaks(ProtectSettings settings) {
        FaceModels models = in(settings.models());
        return CLOAKS.computeIfAbsent(
                settings,
                absent -> new CloakFolder(settings.cloaks().toPath(), models, settings.options(), CLOAKS_IN_MEMORY));
    }

    private static synchronized void close() {
        MODELS.values().forEach(FaceModels::close);
    }
}
