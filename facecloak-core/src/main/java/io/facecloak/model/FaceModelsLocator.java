package io.facecloak.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the provider and keeps the process-wide default set. */
final class FaceModelsLocator {

    static final String PROPERTY = "facecloak.models";
    static final String VARIABLE = "FACECLOAK_MODELS";

    private FaceModelsLocator() {}

    static FaceModels directory(Path directory) {
        Objects.requireNonNull(directory, "directory");
        return provider().open(directory);
    }

    static FaceModels bundled() {
        return provider().bundled();
    }

    private static FaceModelsProvider provider() {
        return ServiceLoader.load(FaceModelsProvider.class)
                .findFirst()
                .orElseThrow(() -> new ModelException(
                        "no model engine on the class path: add the dependency io.facecloak:facecloak-onnx"));
    }

    static FaceModels configured() {
        return Shared.MODELS;
    }

    /** An empty value counts as none, as it does where a build passes a property on. */
    private static Optional<Path> configuredDirectory() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)).filter(value -> !value.isBlank()))
                .map(Path::of);
    }

    /** Shared by everybody, hence never closed by anybody. */
    private static final class Shared implements FaceModels {

        static final FaceModels MODELS = new Shared();

        private FaceModels opened;

        private synchronized FaceModels opened() {
            if (opened == null) {
                opened = configuredDirectory().map(FaceModelsLocator::directory).orElseGet(FaceModelsLocator::bundled);
            }
            return opened;
        }

        @Override
        public LandmarkDetector detector() {
            return opened().detector();
        }

        @Override
        public List<Embedder> embedders() {
            return opened().embedders();
        }

        @Override
        public Optional<Synthesizer> synthesizer() {
            return opened().synthesizer();
        }

        @Override
        public void close() {}
    }
}
