package io.facecloak.synthesis;

import io.facecloak.face.Portrait;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Focus and resolution: a Gaussian blur. */
final class Blur implements Variation {

    /** Below this, in pixels, a blur changes nothing. */
    private static final double LEAST_SIGMA = 0.2;

    private final double sigma;

    /** @param sigma greatest standard deviation, as a share of the picture's width */
    Blur(double sigma) {
        this.sigma = sigma;
    }

    @Override
    public UnaryOperator<Portrait> draw(RandomGenerator random) {
        double share = random.nextDouble() * sigma;
        return portrait -> blurred(portrait, share * portrait.picture().getWidth());
    }

    private static Portrait blurred(Portrait portrait, double pixels) {
        if (pixels < LEAST_SIGMA) {
            return portrait;
        }
        BufferedImage picture = portrait.picture();
        int radius = (int) Math.ceil(3 * pixels);
        int taps = 2 * radius + 1;
        float[] weights = new float[taps];
        double sum = 0;
        for (int i = 0; i < taps; i++) {
            double distance = (i - radius) / pixels;
            weights[i] = (float) Math.exp(-distance * distance / 2);
            sum += weights[i];
        }
        for (int i = 0; i < taps; i++) {
            weights[i] /= (float) sum;
        }
        // The few unblurred pixels at the border lie outside the aligned crop.
        BufferedImage rows = new ConvolveOp(new Kernel(taps, 1, weights), ConvolveOp.EDGE_NO_OP, null)
                .filter(
                        picture,
                        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB));
        BufferedImage blurred = new ConvolveOp(new Kernel(1, taps, weights), ConvolveOp.EDGE_NO_OP, null)
                .filter(rows, new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB));
        return new Portrait(blurred, portrait.landmarks());
    }
}
