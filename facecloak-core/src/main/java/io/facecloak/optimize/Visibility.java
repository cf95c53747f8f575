package io.facecloak.optimize;

import java.util.OptionalDouble;

/**
 * What keeps a perturbation faint beside its budget; all of it is part of the projection, at every step. Immutable and thread-safe.
 *
 * @param smoothing standard deviation in pixels of a Gaussian blur of the perturbation: a low-pass; 0 for none, at most 10
 * @param chroma what is left of the difference between each colour and the mean of R, G and B, in [0, 1]; 1 for all, 0 leaves greys alone
 * @param minSimilarity the least structural similarity (SSIM, Wang et al. 2004, mean of R, G and B) between the faces and the perturbed
 *     faces, in (0, 1): what goes beyond is scaled down; or none
 */
public record Visibility(double smoothing, double chroma, OptionalDouble minSimilarity) {

    /** The budget alone. */
    public static final Visibility BUDGET = new Visibility(0, 1, OptionalDouble.empty());

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Visibility {
        if (!(smoothing >= 0 && smoothing <= 10)) {
            throw new IllegalArgumentException("smoothing must be in [0, 10], but is " + smoothing);
        }
        if (!(chroma >= 0 && chroma <= 1)) {
            throw new IllegalArgumentException("chroma must be in [0, 1], but is " + chroma);
        }
        if (minSimilarity.isPresent() && !(minSimilarity.getAsDouble() > 0 && minSimilarity.getAsDouble() < 1)) {
            throw new IllegalArgumentException(
                    "minSimilarity must be in (0, 1), but is " + minSimilarity.getAsDouble());
        }
    }

    public Visibility withSmoothing(double newSmoothing) {
        return new Visibility(newSmoothing, chroma, minSimilarity);
    }

    public Visibility withChroma(double newChroma) {
        return new Visibility(smoothing, newChroma, minSimilarity);
    }

    public Visibility withMinSimilarity(double newMinSimilarity) {
        return new Visibility(smoothing, chroma, OptionalDouble.of(newMinSimilarity));
    }
}
