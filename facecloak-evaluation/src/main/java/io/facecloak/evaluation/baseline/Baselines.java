package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.onnx.internal.recogniser.LayerActivations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The baselines by name, all with one budget, one number of steps and one jitter. */
public final class Baselines {

    private static final double NATURALNESS = 1;
    private static final double TOTAL_VARIATION = 1e-4;

    private Baselines() {}

    /**
     * @param budget of every method; only FGSM's single step and steps of ε/T are the methods' own
     * @param targets other people's faces for TIP-IM
     * @param networks the surrogates' activations for GD-UAP
     * @return in the order of the paper's tables; what a method lacks is missed when it is asked for
     */
    public static Map<String, Supplier<Baseline>> catalogue(
            Budget budget, List<AlignedFace> targets, Supplier<List<LayerActivations>> networks) {
        Map<String, Supplier<Baseline>> catalogue = new LinkedHashMap<>();
        catalogue.put("GD-UAP", () -> new GdUap(budget, networks.get()));
        catalogue.put("FI-UAP", () -> UniversalPerturbation.fiUap(budget));
        for (Hull hull : List.of(Hull.AFFINE, Hull.CLASS_CENTER, Hull.CONVEX)) {
            catalogue.put("OPOM-" + hull.title(), () -> UniversalPerturbation.opom(hull, budget));
        }
        catalogue.put("P3-Mask", () -> UniversalPerturbation.p3Mask(budget));
        catalogue.put("FGSM", () -> SignAttack.fgsm(budget, Optional.empty()));
        catalogue.put("MI-FGSM", () -> SignAttack.miFgsm(budget, Optional.empty()));
        catalogue.put("PGD", () -> SignAttack.pgd(budget, Optional.empty()));
        catalogue.put("TI-DIM", () -> SignAttack.tiDim(budget, Optional.empty()));
        catalogue.put("TIP-IM", () -> new TipIm(budget, targets, NATURALNESS));
        catalogue.put("Adv-Hat", () -> new HatPatch(budget, TOTAL_VARIATION));
        return catalogue;
    }
}
