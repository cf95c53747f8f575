package io.facecloak.evaluation;

/** A method cannot protect a person, for example because no face is found in the seed photo; the message says why. */
public class UnprotectableException extends Exception {

    private static final long serialVersionUID = 1;

    public UnprotectableException(String message, Throwable cause) {
        super(message, cause);
    }
}
