package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.internal.optimize.FaceRefiner;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import io.facecloak.optimize.Anchors;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.optimize.Refinement;
import java.util.ArrayList;
import java.util.List;

/**
 * Refines a cloak on a photo's faces. Each is pushed away from what the cloak remembers of its person and from itself, in equal parts: the
 * one holds for all photos, the other for this one. Immutable and, as its recognisers are, thread-safe.
 */
final class RefinedDelta implements DeltaSource {

    private final Refinement settings;
    private final FaceRefiner refiner;
    private final CloakMask cloak;
    private final float[] personal;
    private final List<Embedder> recognisers;

    /**
     * @param recognisers of which those that made the cloak's templates are used, or all of them if it holds none
     * @throws ModelException if none is left
     */
    RefinedDelta(Refinement settings, CloakMask cloak, List<Embedder> recognisers) {
        this.settings = settings;
        this.refiner = new FaceRefiner(settings);
        this.cloak = cloak;
        this.personal = cloak.delta();
        this.recognisers = recognisers.stream()
                .filter(recogniser ->
                        cloak.templates().isEmpty() || !templates(recogniser).isEmpty())
                .toList();
        if (this.recognisers.isEmpty()) {
            throw new ModelException("no recogniser at hand to refine the cloak with: it was learnt on "
                    + cloak.info().surrogates() + "; supply one of these, or protect without refinement");
        }
    }

    @Override
    public void prepare() {
        recognisers.forEach(Embedder::prepare);
    }

    @Override
    public AlignedDelta of(AlignedFace face, Landmarks landmarks, double enlargement, boolean gray) {
        float[] factors = HiddenChange.factors(face, landmarks, enlargement);
        int plane = face.size() * face.size();
        float[] budget = new float[AlignedFace.CHANNELS * plane];
        for (int i = 0; i < budget.length; i++) {
            budget[i] = settings.epsilon() * factors[i % plane];
        }
        List<Surrogate> surrogates = recognisers.stream()
                .map(recogniser -> new Surrogate(recogniser, anchors(recogniser, face)))
                .toList();
        float[] refined = refiner.refine(
                face, personal, budget, surrogates, gray, cloak.info().randomSeed());
        for (int i = 0; i < refined.length; i++) {
            refined[i] *= 255;
        }
        return AlignedDelta.of(refined);
    }

    private Anchors anchors(Embedder recogniser, AlignedFace face) {
        List<float[]> away = new ArrayList<>();
        away.add(recogniser.embed(face));
        List<float[]> templates = templates(recogniser);
        if (!templates.isEmpty()) {
            away.add(Anchors.awayFrom(templates).near());
        }
        return Anchors.awayFrom(away);
    }

    private List<float[]> templates(Embedder recogniser) {
        return cloak.templates().stream()
                .filter(template -> template.fingerprint().equals(recogniser.fingerprint()))
                .map(PersonTemplate::embedding)
                .toList();
    }
}
