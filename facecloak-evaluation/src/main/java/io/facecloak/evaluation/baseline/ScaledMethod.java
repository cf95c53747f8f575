package io.facecloak.evaluation.baseline;

import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProbeProtection;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.face.Face;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A method whose changes to a photo are multiplied by a factor, so that methods can be compared at equal visibility. The sums are rounded and
 * clamped to 8 bits.
 *
 * @param factor positive
 */
public record ScaledMethod(ProtectionMethod method, double factor) implements ProtectionMethod {

    @Override
    public String name() {
        return String.format(Locale.ROOT, "%s ×%.2f", method.name(), factor);
    }

    @Override
    public Protector protectorOf(String identity, List<FacePhoto> seeds) throws IOException, UnprotectableException {
        Protector protector = method.protectorOf(identity, seeds);
        return new Protector() {
            @Override
            public BufferedImage protect(BufferedImage photo, Face face) {
                return scaled(photo, protector.protect(photo, face), factor);
            }

            @Override
            public ProbeProtection protect(FacePhoto probe, BufferedImage photo, Face face) throws IOException {
                ProbeProtection protection = protector.protect(probe, photo, face);
                return new ProbeProtection(scaled(photo, protection.photo(), factor), protection.untouched());
            }
        };
    }

    /** The picture before plus so many times the change. */
    static BufferedImage scaled(BufferedImage before, BufferedImage after, double factor) {
        BufferedImage result = new BufferedImage(before.getWidth(), before.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < before.getHeight(); y++) {
            for (int x = 0; x < before.getWidth(); x++) {
                int from = before.getRGB(x, y);
                int to = after.getRGB(x, y);
                int rgb = 0;
                for (int shift = 16; shift >= 0; shift -= 8) {
                    int level = from >> shift & 0xff;
                    long moved = level + Math.round(factor * ((to >> shift & 0xff) - level));
                    rgb |= (int) Math.max(0, Math.min(255, moved)) << shift;
                }
                result.setRGB(x, y, rgb);
            }
        }
        return result;
    }
}
