package io.facecloak.internal.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.WritableRaster;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a picture which RGB space its numbers are in, or makes it forget; the numbers themselves stay. */
final class ColorTag {

    private static final Logger LOG = LoggerFactory.getLogger(ColorTag.class);

    private ColorTag() {}

    /** {@code picture} in the RGB space of the profile; the picture itself if that is sRGB, not RGB, or not legible. */
    static BufferedImage tagged(BufferedImage picture, Optional<byte[]> icc) {
        if (icc.isEmpty()
                || !(picture.getColorModel() instanceof ComponentColorModel model)
                || model.getNumColorComponents() != 3) {
            return picture;
        }
        try {
            ICC_ColorSpace space = new ICC_ColorSpace(ICC_Profile.getInstance(icc.get()));
            if (space.getType() != ColorSpace.TYPE_RGB || isSrgb(space)) {
                return picture;
            }
            return retagged(picture, space);
        } catch (RuntimeException e) {
            LOG.warn("took a photo for sRGB, since its colour profile is not legible: {}", e.toString());
            return picture;
        }
    }

    /** {@code picture} with its numbers taken for sRGB, which keeps ImageIO's encoders from converting them. */
    static BufferedImage untagged(BufferedImage picture) {
        ColorModel model = picture.getColorModel();
        return model instanceof ComponentColorModel
                        && model.getNumColorComponents() == 3
                        && !model.getColorSpace().isCS_sRGB()
                ? retagged(picture, ColorSpace.getInstance(ColorSpace.CS_sRGB))
                : picture;
    }

    private static BufferedImage retagged(BufferedImage picture, ColorSpace space) {
        ColorModel old = picture.getColorModel();
        ColorModel model = new ComponentColorModel(
                space, old.hasAlpha(), old.isAlphaPremultiplied(), old.getTransparency(), old.getTransferType());
        WritableRaster raster = picture.getRaster();
        return new BufferedImage(model, raster, old.isAlphaPremultiplied(), null);
    }

    /** Many profiles are sRGB by other names; within one and a half 8-bit levels it makes no difference. */
    private static boolean isSrgb(ColorSpace space) {
        float[] rgb = new float[3];
        for (int i = 0; i < 27; i++) {
            rgb[0] = i % 3 * 0.4f + 0.1f;
            rgb[1] = i / 3 % 3 * 0.4f + 0.1f;
            rgb[2] = i / 9 * 0.4f + 0.1f;
            float[] seen = space.toRGB(rgb);
            for (int c = 0; c < 3; c++) {
                if (Math.abs(seen[c] - rgb[c]) > 1.5f / 255) {
                    return false;
                }
            }
        }
        return true;
    }
}
