package io.facecloak.evaluation;

import java.awt.image.BufferedImage;

/** A full-reference measure of how different a picture looks, such as LPIPS. Implementations are thread-safe. */
public interface ImageMetric {

    /** A short name for tables. */
    String name();

    /** Identifies weights and preprocessing: figures compare only between equal fingerprints. */
    String fingerprint();

    /**
     * @param reference 8-bit sRGB; alpha is ignored
     * @param test of the same size
     * @throws IllegalArgumentException if the sizes differ
     * @throws io.facecloak.model.ModelException if a model fails
     */
    double of(BufferedImage reference, BufferedImage test);
}
