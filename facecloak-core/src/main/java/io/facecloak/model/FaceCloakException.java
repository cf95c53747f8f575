package io.facecloak.model;

/**
 * What this library throws where neither a file nor the program is at fault: a photo that cannot serve as it should, or a model that fails.
 * The message names it and says what to do. Files that are not what they should be are {@link java.io.IOException}s, such as
 * {@link io.facecloak.image.PhotoFormatException}.
 */
public abstract class FaceCloakException extends RuntimeException {

    private static final long serialVersionUID = 1;

    protected FaceCloakException(String message) {
        super(message);
    }

    protected FaceCloakException(String message, Throwable cause) {
        super(message, cause);
    }
}
