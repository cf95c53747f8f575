package io.facecloak.model;

import java.nio.file.Path;

/** An engine that can open models from a directory; registered for {@link java.util.ServiceLoader}. Stateless and thread-safe. */
public interface FaceModelsProvider {

    /** The engine's name for messages. */
    String name();

    /**
     * Opens the models in a directory; loading them may wait until they are used.
     *
     * @throws ModelException if the directory does not exist or holds nothing usable
     */
    FaceModels open(Path directory);
}
