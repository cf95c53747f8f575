package io.facecloak.model;

/** A model is missing, unusable or failed; the message names it and says what to do. */
public class ModelException extends FaceCloakException {

    private static final long serialVersionUID = 1;

    /** Of a message. */
    private static final int LONGEST = 500;

    /** Behind what is left out of a message: there the remedy stands. */
    private static final int END = 180;

    private static final String LEFT_OUT = " … ";

    /** @param message of more than 500 characters, as models of strangers cause them, loses its middle */
    public ModelException(String message) {
        super(brief(message));
    }

    /** As {@link #ModelException(String)}, with what led to it. */
    public ModelException(String message, Throwable cause) {
        super(brief(message), cause);
    }

    private static String brief(String message) {
        if (message == null || message.length() <= LONGEST) {
            return message;
        }
        return message.substring(0, LONGEST - LEFT_OUT.length() - END)
                + LEFT_OUT
                + message.substring(message.length() - END);
    }
}
