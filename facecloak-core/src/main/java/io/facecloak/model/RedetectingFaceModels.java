package io.facecloak.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Models whose detector was replaced. */
record RedetectingFaceModels(FaceModels others, LandmarkDetector detector) implements FaceModels {

    RedetectingFaceModels {
        Objects.requireNonNull(detector, "detector");
    }

    @Override
    public List<Embedder> embedders() {
        return others.embedders();
    }

    @Override
    public Optional<Synthesizer> synthesizer() {
        return others.synthesizer();
    }

    @Override
    public void close() {
        detector.close();
        others.close();
    }
}
