package io.facecloak.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.evaluation.DrawnPeople;
import io.facecloak.evaluation.ImageQuality;
import io.facecloak.evaluation.Robustness;
import io.facecloak.evaluation.Webp;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

/** Here, where there is an encoder. */
class WebpTest {

    @Test
    void losesMoreAtLowerQualityAndKeepsColours() {
        BufferedImage picture = DrawnPeople.photo(3, 0);
        double last = Double.POSITIVE_INFINITY;
        for (int quality : new int[] {95, 75, 50, 20}) {
            BufferedImage compressed = new Webp(quality).disturb(picture);
            assertEquals(BufferedImage.TYPE_INT_RGB, compressed.getType());
            double psnr = ImageQuality.psnr(picture, compressed);
            assertTrue(psnr < last, "quality " + quality + ": " + psnr + " dB after " + last);
            assertEquals(0, ImageQuality.mse(compressed, new Webp(quality).disturb(picture)));
            last = psnr;
        }
        assertTrue(last > 20, "WebP must keep the picture, but leaves " + last + " dB");
    }

    @Test
    void belongsToTheSweeps() {
        assertEquals(
                6, Robustness.sweeps().stream().filter(Webp.class::isInstance).count());
    }
}
