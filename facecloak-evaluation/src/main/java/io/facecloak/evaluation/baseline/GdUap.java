package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.onnx.internal.recogniser.LayerActivations;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * GD-UAP (Mopuri et al., IEEE TPAMI 2018), the data-free objective: max over δ of Π_i ‖l_i(δ)‖₂, where l_i is the i-th activation of the
 * network when it sees nothing but the perturbation (on mid-grey). When most samples are at the bound, the perturbation is halved so that
 * it can move again. Faces are not used, so everybody gets the same perturbation for one random seed.
 *
 * @param budget bounds
 * @param networks the surrogates, opened for their activations
 */
public record GdUap(Budget budget, List<LayerActivations> networks) implements Baseline {

    private static final double SATURATED = 0.5;

    /**
     * @throws IllegalArgumentException if there is no network
     */
    public GdUap {
        networks = List.copyOf(networks);
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("networks must not be empty");
        }
    }

    @Override
    public String name() {
        return "GD-UAP";
    }

    @Override
    public boolean isImageSpecific() {
        return false;
    }

    @Override
    public float[] perturbation(List<AlignedFace> faces, List<Embedder> surrogates, RandomGenerator random) {
        float[] grey = new float[AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE];
        Arrays.fill(grey, 0.5f);
        AlignedFace blank = AlignedFace.of(AlignedFace.SIZE, grey);
        float[] delta = budget.randomStart(grey.length, 1, random);
        for (int t = 0; t < budget.iterations(); t++) {
            if (t > 0 && saturation(delta) > SATURATED) {
                for (int i = 0; i < delta.length; i++) {
                    delta[i] /= 2;
                }
            }
            Views views = Views.of(List.of(blank.plus(delta)), budget, random);
            float[] ascent = new float[delta.length];
            for (LayerActivations network : networks) {
                PixelGradients.addScaled(
                        ascent, network.respond(views.seen().get(0)).gradient(), -1.0 / network.layers());
            }
            budget.descend(delta, views.back(0, ascent), budget.step());
        }
        return delta;
    }

    private double saturation(float[] delta) {
        int atBound = 0;
        for (float value : delta) {
            atBound += Math.abs(value) >= 0.999 * budget.epsilon() ? 1 : 0;
        }
        return (double) atBound / delta.length;
    }
}
