package io.facecloak.model;

import java.nio.file.Path;

/** An engine that runs models; registered for {@link java.util.ServiceLoader}. Stateless and thread-safe. */
public interface FaceModelsProvider {

    /** The engine's name for messages. */
    String name();

    /**
     * Opens the models in a directory; loading them may wait until they are used.
     *
     * @throws ModelException if the directory does not exist or holds nothing usable
     */
    FaceModels open(Path directory);

    /**
     * The models that come with the engine; shared by the whole process, so closing them does nothing.
     *
     * @throws ModelException if it comes with none
     */
    FaceModels bundled();
}
