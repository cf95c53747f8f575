package io.facecloak.mask;

import java.io.IOException;

/** A file is no cloak, or one that this library cannot use; the message names the file, what is wrong and what to do. */
public class CloakFormatException extends IOException {

    private static final long serialVersionUID = 1;

    public CloakFormatException(String message) {
        super(message);
    }

    public CloakFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
