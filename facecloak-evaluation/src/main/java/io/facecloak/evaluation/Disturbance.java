package io.facecloak.evaluation;

import io.facecloak.face.Point;
import java.awt.image.BufferedImage;

/**
 * Something that happens to a picture on its way from its owner to a recogniser, and that a cloak should survive. Immutable and
 * thread-safe; the same picture always gives the same result.
 */
public interface Disturbance {

    /** A short name with its strength for tables, such as {@code jpeg 75}. */
    String name();

    /** A disturbed 8-bit RGB copy; alpha is dropped. */
    BufferedImage disturb(BufferedImage picture);

    /**
     * Where a point of a picture lies after the disturbance; the same place unless this disturbance moves or scales the picture. It may
     * lie outside.
     *
     * @param width of the undisturbed picture in pixels
     * @param height of the undisturbed picture in pixels
     */
    default Point moved(Point point, int width, int height) {
        return point;
    }
}
