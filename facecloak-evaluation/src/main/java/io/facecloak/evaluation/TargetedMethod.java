package io.facecloak.evaluation;

import java.io.IOException;
import java.util.List;

/** A way of making a face pass for a given other person, to be measured by {@link GroupsExperiment}. Deterministic. */
public interface TargetedMethod {

    /** A short name for tables. */
    String name();

    /**
     * Learns what makes one photo's face pass for the target.
     *
     * @param face the photo to protect
     * @param target a photo of the person it shall be taken for
     * @throws UnprotectableException if these photos do not do; the face then stays as it is
     * @throws IOException if a file cannot be read or written
     */
    Protector protectorTowards(FacePhoto face, FacePhoto target) throws IOException, UnprotectableException;

    /** A method that knows no targets and learns from the photo itself: it can only make a face pass for nobody in particular. */
    static TargetedMethod untargeted(ProtectionMethod method) {
        return new TargetedMethod() {
            @Override
            public String name() {
                return method.name();
            }

            @Override
            public Protector protectorTowards(FacePhoto face, FacePhoto target)
                    throws IOException, UnprotectableException {
                return method.protectorOf(face.identity(), List.of(face));
            }
        };
    }
}
