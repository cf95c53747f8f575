package io.facecloak.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The models that work together: one detector, one or more recognisers, perhaps a generator. Thread-safe; models are loaded when first
 * asked for. Whoever opened the set closes it, and with it every model that came from it.
 */
public interface FaceModels extends AutoCloseable {

    /**
     * The face detector.
     *
     * @throws ModelException if the set has none
     */
    LandmarkDetector detector();

    /**
     * All recognisers, in a fixed order; the first is the one that matches people.
     *
     * @throws ModelException if the set has none
     */
    List<Embedder> embedders();

    /** A generator of portraits, if the set has one. */
    default Optional<Synthesizer> synthesizer() {
        return Optional.empty();
    }

    @Override
    void close();

    /**
     * Opens the models in a directory with the provider on the class path (facecloak-onnx).
     *
     * @throws ModelException if no provider is on the class path, or the directory holds no models it can use
     */
    static FaceModels directory(Path directory) {
        return FaceModelsLocator.directory(directory);
    }

    /**
     * The models named by the system property {@code facecloak.models}, else the environment variable {@code FACECLOAK_MODELS}: opened
     * once per process and shared; its {@link #close()} does nothing.
     *
     * @throws ModelException if neither is set, or as for {@link #directory(Path)}
     */
    static FaceModels configured() {
        return FaceModelsLocator.configured();
    }
}
