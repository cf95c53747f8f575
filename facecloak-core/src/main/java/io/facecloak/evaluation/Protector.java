package io.facecloak.evaluation;

import io.facecloak.image.Face;
import java.awt.image.BufferedImage;

/** Protects photos of one person. Implementations are thread-safe and deterministic. */
@FunctionalInterface
public interface Protector {

    /**
     * @param photo upright 8-bit sRGB; not changed
     * @param face the face to protect
     * @return a protected copy of the same size
     * @throws io.facecloak.model.ModelException if a model fails
     */
    BufferedImage protect(BufferedImage photo, Face face);
}
