package io.facecloak.internal.jpeg;

import java.io.IOException;

/** A JPEG stream is broken, or of a kind that cannot be rewritten block by block; the message says which, without naming the file. */
public sealed class JpegStreamException extends IOException permits NotPatchableException {

    private static final long serialVersionUID = 1;

    private final boolean truncated;

    JpegStreamException(String message) {
        this(message, false);
    }

    private JpegStreamException(String message, boolean truncated) {
        super(message);
        this.truncated = truncated;
    }

    static JpegStreamException truncated() {
        return new JpegStreamException("the file ends early", true);
    }

    /** Whether the file just ends too early. */
    public boolean isTruncated() {
        return truncated;
    }
}
