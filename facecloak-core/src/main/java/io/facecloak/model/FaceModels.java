package io.facecloak.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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

    /**
     * These models and further recognisers after them, for single model files: they are surrogates of new cloaks too. Closing the
     * result closes these models and the recognisers.
     *
     * @param recognisers at least one
     */
    default FaceModels plus(Embedder... recognisers) {
        Objects.requireNonNull(recognisers, "recognisers");
        return new ExtendedFaceModels(this, List.of(recognisers));
    }

    /**
     * These models with another detector, for example one with other options. Closing the result closes these models and the detector.
     */
    default FaceModels withDetector(LandmarkDetector detector) {
        return new RedetectingFaceModels(this, detector);
    }

    @Override
    void close();

    /**
     * The small models of our own that come with facecloak-onnx: a detector and recognisers that work offline. They are loaded when
     * first asked for, once per process, and shared; {@link #close()} does nothing.
     *
     * @throws ModelException if no provider is on the class path
     */
    static FaceModels bundled() {
        return FaceModelsLocator.bundled();
    }

    /**
     * Opens the models in a directory with the provider on the class path (facecloak-onnx). What the directory lacks, a detector or
     * recognisers, comes from {@link #bundled()}.
     *
     * @throws ModelException if no provider is on the class path, or the directory holds no models it can use
     */
    static FaceModels directory(Path directory) {
        return FaceModelsLocator.directory(directory);
    }

    /**
     * The models in the directory named by the system property {@code facecloak.models}, else by the environment variable
     * {@code FACECLOAK_MODELS}, else {@link #bundled()}: opened once per process and shared; its {@link #close()} does nothing.
     *
     * @throws ModelException when a model is first asked for, as for {@link #directory(Path)} and {@link #bundled()}
     */
    static FaceModels configured() {
        return FaceModelsLocator.configured();
    }
}
