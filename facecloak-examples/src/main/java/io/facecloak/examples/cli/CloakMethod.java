package io.facecloak.examples.cli;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import io.facecloak.SeedException;
import io.facecloak.apply.CloakApplier;
import io.facecloak.apply.FacePolicy;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A preset as a method that is measured: every person gets a cloak, and it goes on the face that is meant. */
record CloakMethod(Preset preset, FaceModels models, List<Embedder> surrogates, BooleanSupplier cancelled)
        implements ProtectionMethod {

    @Override
    public String name() {
        return "FaceCloak, " + PresetConverter.typed(preset);
    }

    @Override
    public Protector protectorOf(String identity, List<FacePhoto> seeds) throws IOException, UnprotectableException {
        FaceCloakBuilder builder = FaceCloak.builder()
                .preset(preset)
                .models(models)
                .surrogates(surrogates.toArray(Embedder[]::new))
                .cancelWhen(cancelled);
        for (FacePhoto seed : seeds) {
            builder.seed(seed.file());
        }
        try {
            CloakApplier applier =
                    new CloakApplier(builder.build().mask(), models.detector(), List.of(), FacePolicy.ALL);
            return (photo, face) -> applier.apply(photo, List.of(face)).photo();
        } catch (SeedException e) {
            throw new UnprotectableException(e.getMessage(), e);
        }
    }
}
