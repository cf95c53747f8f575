package io.facecloak.evaluation;

import java.awt.image.BufferedImage;
import java.util.Objects;

/** One of the definitions of SSIM as a further column beside {@link SsimVariant#GAUSSIAN}, such as the one of the paper's code. */
public record SsimMetric(SsimVariant variant) implements ImageMetric {

    public SsimMetric {
        Objects.requireNonNull(variant, "variant");
    }

    @Override
    public String name() {
        return "SSIM " + variant;
    }

    @Override
    public String fingerprint() {
        return "built in";
    }

    @Override
    public double of(BufferedImage reference, BufferedImage test) {
        return ImageQuality.ssim(reference, test, variant);
    }
}
