package io.facecloak.onnx.internal.recogniser;

import io.facecloak.onnx.InputSpec;
import java.util.Objects;

/**
 * The input convention of a model file, and how it became known. Immutable.
 *
 * @param spec the convention
 * @param origin how it became known
 * @param explanation one sentence for people
 */
public record InputConvention(InputSpec spec, Origin origin, String explanation) {

    /** How a convention became known, from the surest to the vaguest. */
    public enum Origin {
        /** A {@code .properties} file beside the model says so. */
        FILE,
        /** The file has the name of a public model. */
        KNOWN_MODEL,
        /** It separated the faces of the same and of different people best. */
        FACES,
        /** The file's name contains the name of a preset. */
        PRESET,
        /** The graph normalises its input itself, which tells what it expects. */
        GRAPH,
        /** Nothing speaks for another one; the size of the input was taken into account. */
        GUESS
    }

    public InputConvention {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(explanation, "explanation");
    }

    /** Whether it may be wrong: neither stated for this file nor tried on faces. */
    public boolean isGuessed() {
        return origin == Origin.PRESET || origin == Origin.GRAPH || origin == Origin.GUESS;
    }
}
