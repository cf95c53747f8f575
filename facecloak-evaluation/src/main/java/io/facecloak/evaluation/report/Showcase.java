package io.facecloak.evaluation.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

/**
 * What one person's protection looks like.
 *
 * @param person name for people
 * @param photos before and after
 * @param syntheticFaces stage 1; may be empty
 * @param anatomy named pictures of the focus masks and δ (the paper's Figure 2); may be empty
 */
public record Showcase(
        String person, List<Comparison> photos, List<BufferedImage> syntheticFaces, List<Plate> anatomy) {

    /**
     * A photo before and after, of equal size.
     *
     * @param similarities to the person under each recogniser
     */
    public record Comparison(String caption, BufferedImage before, BufferedImage after, List<Similarity> similarities) {

        /**
         * @throws IllegalArgumentException if the sizes differ
         */
        public Comparison {
            if (before.getWidth() != after.getWidth() || before.getHeight() != after.getHeight()) {
                throw new IllegalArgumentException("before and after must be of one size, but " + caption + " has "
                        + before.getWidth() + "x" + before.getHeight() + " and " + after.getWidth() + "x"
                        + after.getHeight());
            }
            similarities = List.copyOf(similarities);
        }
    }

    /**
     * How alike the photo and the person are to a recogniser.
     *
     * @param before cosine similarity without protection
     * @param after the same with protection
     * @param threshold from which the recogniser takes two faces for one person
     */
    public record Similarity(String recogniser, double before, double after, double threshold) {}

    /** A picture with a caption. */
    public record Plate(String caption, BufferedImage picture) {}

    public Showcase {
        Objects.requireNonNull(person, "person");
        photos = List.copyOf(photos);
        syntheticFaces = List.copyOf(syntheticFaces);
        anatomy = List.copyOf(anatomy);
    }
}
