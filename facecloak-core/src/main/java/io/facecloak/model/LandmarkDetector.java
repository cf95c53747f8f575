package io.facecloak.model;

import io.facecloak.face.Face;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Finds faces and their five landmarks.
 *
 * <ul>
 *   <li>Photos are upright, of any {@link BufferedImage} type and any size; memory stays bounded for large ones.
 *   <li>The result is sorted by area, largest face first, and empty when there is none: that is no error.
 *   <li>Implementations are thread-safe. {@link #close()} is idempotent; later calls throw {@link IllegalStateException}.
 *   <li>A failure inside the engine is a {@link ModelException} that names the model.
 * </ul>
 */
public interface LandmarkDetector extends AutoCloseable {

    List<Face> detect(BufferedImage photo);

    /** Loads now what the first photo would wait for. By default nothing, which suffices for a detector that loads nothing late. */
    default void prepare() {}

    /**
     * Identifies weights and options: what was found in a photo can be kept and compared only between equal fingerprints. By default the
     * name of the class, which suffices for a detector without weights and options.
     */
    default String fingerprint() {
        return getClass().getName();
    }

    @Override
    void close();
}
