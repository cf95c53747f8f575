package io.facecloak.optimize;

import java.util.Objects;
import java.util.Optional;

/**
 * What is done to the gradient before a step, so that it suits recognisers that were not asked. Immutable and thread-safe.
 *
 * @param mixing how the surrogates' gradients are joined
 * @param kernelSigma standard deviation in pixels of the Gaussian that the gradient is blurred with (Dong et al. 2019, TI-FGSM): the
 *     mean gradient over shifts of the picture; 0 for none, at most 10
 * @param varianceTuning correction by the gradient's variance nearby, or none
 * @param momentum or none
 * @param stepRule what part of the gradient the step follows
 */
public record Conditioning(
        SurrogateMixing mixing,
        double kernelSigma,
        Optional<VarianceTuning> varianceTuning,
        Optional<Momentum> momentum,
        StepRule stepRule) {

    /** The gradient of the mean loss, and its signs: the paper's. */
    public static final Conditioning NONE =
            new Conditioning(SurrogateMixing.MEAN_LOSS, 0, Optional.empty(), Optional.empty(), StepRule.SIGN);

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Conditioning {
        Objects.requireNonNull(mixing, "mixing");
        Objects.requireNonNull(varianceTuning, "varianceTuning");
        Objects.requireNonNull(momentum, "momentum");
        Objects.requireNonNull(stepRule, "stepRule");
        if (!(kernelSigma >= 0 && kernelSigma <= 10)) {
            throw new IllegalArgumentException("kernelSigma must be in [0, 10], but is " + kernelSigma);
        }
    }

    public Conditioning withMixing(SurrogateMixing newMixing) {
        return new Conditioning(newMixing, kernelSigma, varianceTuning, momentum, stepRule);
    }

    public Conditioning withKernelSigma(double newKernelSigma) {
        return new Conditioning(mixing, newKernelSigma, varianceTuning, momentum, stepRule);
    }

    public Conditioning withVarianceTuning(VarianceTuning newVarianceTuning) {
        return new Conditioning(mixing, kernelSigma, Optional.of(newVarianceTuning), momentum, stepRule);
    }

    public Conditioning withMomentum(Momentum newMomentum) {
        return new Conditioning(mixing, kernelSigma, varianceTuning, Optional.of(newMomentum), stepRule);
    }

    public Conditioning withStepRule(StepRule newStepRule) {
        return new Conditioning(mixing, kernelSigma, varianceTuning, momentum, newStepRule);
    }
}
