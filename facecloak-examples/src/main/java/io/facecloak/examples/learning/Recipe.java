package io.facecloak.examples.learning;

import io.facecloak.FaceCloakBuilder;
import io.facecloak.optimize.AlignmentJitter;

/** Settings of the learning that go together. */
public enum Recipe {
    /** What was measured to protect best: random misalignment, no attention, 80 iterations. */
    STRONG {
        @Override
        public FaceCloakBuilder applyTo(FaceCloakBuilder builder) {
            return builder.alignmentJitter(AlignmentJitter.DEFAULT)
                    .withoutAttention()
                    .iterations(80);
        }
    },
    /** The paper's settings: less visible, quicker, and weak with small recognisers. */
    PAPER {
        @Override
        public FaceCloakBuilder applyTo(FaceCloakBuilder builder) {
            return builder;
        }
    };

    /** Sets the recipe's options on a fresh builder and returns it. */
    public abstract FaceCloakBuilder applyTo(FaceCloakBuilder builder);
}
