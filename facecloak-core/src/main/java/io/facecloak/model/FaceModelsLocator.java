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
        return ServiceLoader.load(FaceModelsProvider.class)
                .findFirst()
                .orElseThrow(() -> new ModelException(
                        "no model engine on the class path: add the dependency io.facecloak:facecloak-onnx"))
                .open(directory);
    }

    static FaceModels configured() {
        return Shared.MODELS;
    }

    private static Path configuredDirectory() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                .map(Path::of)
                .orElseThrow(
                        () -> new ModelException("no models: pass FaceModels.directory(...) to the builder, or set -D"
                                + PROPERTY + "=DIRECTORY or the environment variable " + VARIABLE));
    }

    /** Shared by everybody, hence never closed by anybody. */
    private static final class Shared implements FaceModels {

        static final FaceModels MODELS = new Shared();

        private FaceModels opened;

        private synchronized FaceModels opened() {
            if (opened == null) {
                opened = directory(configuredDirectory());
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
