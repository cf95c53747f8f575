package io.facecloak.evaluation;

import java.awt.image.BufferedImage;

/**
 * Something that happens to a picture on its way from its owner to a recogniser, and that a cloak should survive. Immutable and
 * thread-safe; the same picture always gives the same result.
 */
public interface Disturbance {

    /** A short name with its strength for tables, such as {@code jpeg 75}. */
    String name();

    /** A disturbed 8-bit RGB copy; alpha is dropped. Only {@link Resize} changes the size. */
    BufferedImage disturb(BufferedImage picture);
}
