package io.facecloak.evaluation;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How much a picture differs from its original, in several full-reference measures; {@link ImageQuality#scores} computes them. No number
 * says whether people notice: {@code docs/blind-look.md} asks them. Immutable and thread-safe.
 *
 * @param psnr peak signal-to-noise ratio of luma in dB; infinite for equal luma
 * @param ssim structural similarity of luma (Wang et al. 2004, {@link SsimVariant#GAUSSIAN}), at most 1
 * @param msSsim multi-scale structural similarity of luma (Wang et al. 2003), in [0, 1]; empty where a side has 160 pixels or fewer, which
 *     its five scales do not fit into
 * @param ciede2000 99th percentile over the pixels of the colour difference CIEDE2000: how far the worst hundredth is off; about 1 is just
 *     noticeable between patches side by side
 * @param nlpd normalised Laplacian pyramid distance of luma (Laparra et al. 2016); 0 means identical
 */
public record QualityScores(double psnr, double ssim, OptionalDouble msSsim, double ciede2000, double nlpd) {

    public QualityScores {
        Objects.requireNonNull(msSsim, "msSsim");
    }
}
