package io.facecloak.image.jpeg;

import java.io.IOException;

/** A JPEG stream is broken, or of a kind that cannot be rewritten block by block; the message says which, without naming the file. */
public final class JpegStreamException extends IOException {

    private static final long serialVersionUID = 1;

    JpegStreamException(String message) {
        super(message);
    }
}
