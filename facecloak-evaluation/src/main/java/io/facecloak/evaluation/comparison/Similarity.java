package io.facecloak.evaluation.comparison;

import java.util.Objects;

/**
 * How much the person in a photo looks like the person to protect, to one recogniser.
 *
 * @param recogniser its name
 * @param before cosine similarity in the original photo, in [-1, 1]
 * @param after the same in the protected photo
 * @param threshold similarity from which the recogniser takes two faces for one person
 */
public record Similarity(String recogniser, double before, double after, double threshold) {

    public Similarity {
        Objects.requireNonNull(recogniser, "recogniser");
    }

    public boolean recognisedBefore() {
        return before >= threshold;
    }

    public boolean recognisedAfter() {
        return after >= threshold;
    }
}
