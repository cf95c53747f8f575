package io.facecloak.evaluation;

import io.facecloak.face.Face;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Optional;

/**
 * Protects photos of one person. A method that is told where the face is implements {@link #protect(BufferedImage, Face)}; what finds the
 * face by itself and may fail to is a {@link CloakProtector}. Implementations are thread-safe and deterministic.
 */
@FunctionalInterface
public interface Protector {

    /**
     * @param photo upright 8-bit sRGB; not changed
     * @param face the face to protect
     * @return a protected copy of the same size
     * @throws io.facecloak.model.ModelException if a model fails
     */
    BufferedImage protect(BufferedImage photo, Face face);

    /**
     * Protects a probe. Unless overridden, as {@link #protect(BufferedImage, Face)} does, so that every probe is protected.
     *
     * @param probe the photo's file
     * @param photo what the file shows, upright 8-bit sRGB; not changed
     * @param face the face that is meant
     * @throws IOException if a file cannot be read or written
     * @throws io.facecloak.model.ModelException if a model fails
     */
    default ProbeProtection protect(FacePhoto probe, BufferedImage photo, Face face) throws IOException {
        return new ProbeProtection(protect(photo, face), Optional.empty());
    }
}
