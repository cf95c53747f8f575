package io.facecloak.optimize;

/**
 * Momentum on the gradient (Dong et al. 2018, MI-FGSM): {@code m ← decay·m + g / mean|g|}, and the step follows m.
 *
 * @param decay μ, in [0, 1]; 1 is the paper's of the attack
 * @param nesterov whether the gradient is taken where the momentum is about to lead (Lin et al. 2020, NI-FGSM)
 */
public record Momentum(double decay, boolean nesterov) {

    /**
     * @throws IllegalArgumentException if the decay is out of range
     */
    public Momentum {
        if (!(decay >= 0 && decay <= 1)) {
            throw new IllegalArgumentException("decay must be in [0, 1], but is " + decay);
        }
    }
}
