package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormatException;

/** A photo may be sound, but needs more memory than there is; the message names it and what would do. */
public final class PhotoMemoryException extends PhotoFormatException {

    private static final long serialVersionUID = 1;

    /** @param name the photo's, for the message */
    public PhotoMemoryException(String name, Throwable cause) {
        super(
                name + " is too large for the memory at hand, at most "
                        + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MB; shrink the photo, work on fewer at a time, or give Java more memory with -Xmx",
                cause);
    }

    /** Whether somebody on the way, such as a decoder, has taken the lack of memory for another fault. */
    public static boolean isCauseOf(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError
                    || String.valueOf(cause.getMessage()).contains("OutOfMemoryError")) {
                return true;
            }
        }
        return false;
    }
}
