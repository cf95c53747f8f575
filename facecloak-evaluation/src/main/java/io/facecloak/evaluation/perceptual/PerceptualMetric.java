package io.facecloak.evaluation.perceptual;

import java.awt.image.BufferedImage;

/** Known metrics and the preprocessing of their published code. Whatever comes after it, ImageNet's statistics above all, is in the graph. */
public enum PerceptualMetric {
    /** Zhang et al. 2018, package {@code lpips}: RGB in [-1, 1], at the picture's own size. */
    LPIPS("LPIPS", -1) {
        @Override
        BufferedImage resized(BufferedImage picture) {
            return picture;
        }
    },

    /** Ding et al. 2020: RGB in [0, 1], the shorter side scaled down to 256 pixels (bilinear) if it is longer. */
    DISTS("DISTS", 0) {
        @Override
        BufferedImage resized(BufferedImage picture) {
            int shorter = Math.min(picture.getWidth(), picture.getHeight());
            return shorter <= DISTS_SIDE
                    ? picture
                    : FilteredResize.BILINEAR.to(
                            picture, (int) ((long) DISTS_SIDE * picture.getWidth() / shorter), (int)
                                    ((long) DISTS_SIDE * picture.getHeight() / shorter));
        }
    },

    /** Fu et al. 2023: RGB in [0, 1], stretched to 224×224 pixels (bicubic). */
    DREAMSIM("DreamSim", 0) {
        @Override
        BufferedImage resized(BufferedImage picture) {
            return FilteredResize.BICUBIC.to(picture, DREAMSIM_SIDE, DREAMSIM_SIDE);
        }
    };

    private static final int DISTS_SIDE = 256;
    private static final int DREAMSIM_SIDE = 224;

    private final String title;
    private final int black;

    PerceptualMetric(String title, int black) {
        this.title = title;
        this.black = black;
    }

    /** The name in tables. */
    public String title() {
        return title;
    }

    /** The picture in the size that the metric wants. */
    abstract BufferedImage resized(BufferedImage picture);

    /** An 8-bit level in the range that the metric wants. */
    float value(int level) {
        return black + (1 - black) * (level / 255f);
    }
}
