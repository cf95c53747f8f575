package io.facecloak.app.cli;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import io.facecloak.SeedException;
import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.CloakProtector;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.evaluation.report.Showcase;
import io.facecloak.evaluation.report.Showcasing;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.Portrait;
import io.facecloak.internal.apply.CloakApplier;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A preset as a method that is measured as a person gets it: every person gets a cloak, and protecting with it looks for the person's face in
 * each photo. Remembers the first cloaks, so that they can be shown. Used by one thread.
 */
final class CloakMethod implements ProtectionMethod {

    private final Preset preset;
    private final RefinementOptions refinement;
    private final FaceModels models;
    private final List<Embedder> surrogates;
    private final FaceCrop crop;
    private final BooleanSupplier cancelled;
    private final int remembered;
    private final Map<String, Learnt> learnt = new LinkedHashMap<>();

    private record Learnt(CloakMask mask, List<Portrait> syntheticFaces) {}

    /** @param remembered how many people's cloaks can be shown */
    CloakMethod(
            Preset preset,
            RefinementOptions refinement,
            FaceModels models,
            List<Embedder> surrogates,
            FaceCrop crop,
            BooleanSupplier cancelled,
            int remembered) {
        this.preset = preset;
        this.refinement = refinement;
        this.models = models;
        this.surrogates = surrogates;
        this.crop = crop;
        this.cancelled = cancelled;
        this.remembered = remembered;
    }

    @Override
    public String name() {
        return "FaceCloak, " + PresetConverter.typed(preset)
                + refinement
                        .strength()
                        .map(strength -> ", refined (" + strength.typed() + ")")
                        .orElse("");
    }

    @Override
    public Protector protectorOf(String identity, List<FacePhoto> seeds) throws IOException, UnprotectableException {
        List<Portrait> syntheticFaces = new ArrayList<>();
        FaceCloakBuilder builder = FaceCloak.builder()
                .preset(preset)
                .models(models)
                .surrogates(surrogates.toArray(Embedder[]::new))
                .onSyntheticFaces(syntheticFaces::addAll)
                .progress(Progress.NONE.cancelledWhen(cancelled));
        for (FacePhoto seed : seeds) {
            builder.seed(seed.file());
        }
        try {
            CloakMask mask = builder.build().mask();
            if (learnt.size() < remembered) {
                learnt.put(identity, new Learnt(mask, List.copyOf(syntheticFaces)));
            }
            CloakProtector protector = new CloakProtector(
                    new PhotoProtector(mask, models.detector(), surrogates, refinement.in(ProtectionOptions.DEFAULT)));
            return crop == FaceCrop.WHOLE ? protector.atKnownFaces() : protector;
        } catch (SeedException e) {
            throw new UnprotectableException(e.getMessage(), e);
        }
    }

    private CloakApplier applier(CloakMask mask) {
        return new CloakApplier(
                mask,
                models.detector(),
                surrogates,
                refinement.in(ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL)));
    }

    /**
     * The remembered cloaks, and what they do to the first probes of their people.
     *
     * @throws IOException if a photo cannot be read
     */
    List<Showcase> showcases(FaceDataset dataset, FaceCrop crop, int photos) throws IOException {
        List<Showcase> showcases = new ArrayList<>();
        for (Map.Entry<String, Learnt> each : learnt.entrySet()) {
            BufferedImage seed = read(dataset.seedsOf(each.getKey()).get(0));
            Optional<Face> face = crop.face(seed, models.detector());
            if (face.isPresent()) {
                Portrait portrait = new Portrait(seed, face.get().landmarks());
                showcases.add(showcase(dataset, crop, photos, each.getKey(), portrait));
            }
        }
        return showcases;
    }

    private Showcase showcase(FaceDataset dataset, FaceCrop crop, int photos, String identity, Portrait seed)
            throws IOException {
        Learnt cloak = learnt.get(identity);
        CloakApplier applier = applier(cloak.mask());
        Showcasing showcasing = new Showcasing(models, crop);
        AlignedFace person = seed.aligned();
        List<Showcase.Comparison> comparisons = new ArrayList<>();
        for (FacePhoto probe : dataset.probesOf(identity).stream().limit(photos).toList()) {
            BufferedImage before = read(probe);
            Optional<Face> face = crop.face(before, models.detector());
            if (face.isPresent()) {
                BufferedImage after = applier.apply(before, List.of(face.get())).photo();
                comparisons.add(showcasing.comparison(probe.name(), before, after, face.get(), person));
            }
        }
        return new Showcase(
                identity,
                comparisons,
                cloak.syntheticFaces().stream()
                        .map(portrait -> portrait.aligned().toPicture())
                        .toList(),
                Showcasing.anatomy(
                        seed,
                        preset.settings().focusMasks(),
                        Optional.empty(),
                        cloak.mask().delta(),
                        Math.max(preset.settings().epsilon(), preset.settings().epsilonRaised())));
    }

    private static BufferedImage read(FacePhoto photo) throws IOException {
        return SrgbView.of(new PhotoReader().read(photo.file()).upright());
    }
}
