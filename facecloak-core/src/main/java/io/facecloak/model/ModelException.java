package io.facecloak.model;

/** A model is missing, unusable or failed; the message names it and says what to do. */
public class ModelException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
