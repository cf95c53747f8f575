package io.facecloak.apply;

import io.facecloak.image.PhotoFormatException;

/**
 * A photo file carries the note of a protected photo ({@link ProtectionOptions#mark()}), so it is not cloaked again:
 * {@link ProtectionOptions#acceptMarked()} would allow it. The message names the file.
 */
public final class AlreadyCloakedException extends PhotoFormatException {

    private static final long serialVersionUID = 1;

    public AlreadyCloakedException(String photo) {
        super(photo + " is marked as already cloaked; take the original photo, or allow it with acceptMarked");
    }
}
