package io.facecloak.image;

import java.io.IOException;

/** A file is no photo, or one that cannot be used; the message names the file, what is wrong and what to do. */
public class PhotoFormatException extends IOException {

    private static final long serialVersionUID = 1;

    public PhotoFormatException(String message) {
        super(message);
    }

    public PhotoFormatException(String message, Throwable cause) {
        super(message, cause);
    }

    public static PhotoFormatException truncated(String name) {
        return new PhotoFormatException(name + " is truncated; copy the photo again from its source");
    }

    public static PhotoFormatException corrupt(String name, String what, Throwable cause) {
        return new PhotoFormatException(
                name + " is corrupt (" + what + "); copy the photo again from its source", cause);
    }
}
