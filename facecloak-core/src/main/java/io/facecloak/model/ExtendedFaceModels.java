package io.facecloak.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A set of models with further recognisers at its end. */
record ExtendedFaceModels(FaceModels models, List<Embedder> recognisers) implements FaceModels {

    ExtendedFaceModels {
        if (recognisers.isEmpty()) {
            throw new IllegalArgumentException("recognisers must name at least one");
        }
    }

    @Override
    public LandmarkDetector detector() {
        return models.detector();
    }

    @Override
    public List<Embedder> embedders() {
        return Stream.concat(models.embedders().stream(), recognisers.stream()).toList();
    }

    @Override
    public Optional<Synthesizer> synthesizer() {
        return models.synthesizer();
    }

    @Override
    public void close() {
        recognisers.forEach(Embedder::close);
        models.close();
    }
}
