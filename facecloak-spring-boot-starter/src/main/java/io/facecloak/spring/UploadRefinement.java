package io.facecloak.spring;

import io.facecloak.apply.ProtectionOptions;
import io.facecloak.optimize.Refinement;
import java.util.Optional;

/** How far the cloak is refined on each photo's faces. */
public enum UploadRefinement {
    /** The cloak is laid on as it is, in milliseconds. */
    OFF(Optional.empty()),
    /** As {@link Refinement#FAINT}. */
    FAINT(Optional.of(Refinement.FAINT)),
    /** As {@link Refinement#BALANCED}. */
    BALANCED(Optional.of(Refinement.BALANCED)),
    /** As {@link Refinement#STRONG}. */
    STRONG(Optional.of(Refinement.STRONG));

    private final Optional<Refinement> refinement;

    UploadRefinement(Optional<Refinement> refinement) {
        this.refinement = refinement;
    }

    ProtectionOptions in(ProtectionOptions options) {
        return refinement.map(options::withRefinement).orElse(options);
    }
}
