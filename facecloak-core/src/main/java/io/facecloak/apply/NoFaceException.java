package io.facecloak.apply;

import io.facecloak.model.FaceCloakException;

/**
 * A photo shows no face, and {@link ProtectionOptions#requireFace()} asked for one; or no face of it was cloaked, so that without
 * {@link ProtectionOptions#copyUnprotected()} there is nothing to return. The message names the photo.
 */
public final class NoFaceException extends FaceCloakException {

    private static final long serialVersionUID = 1;

    private NoFaceException(String message) {
        super(message);
    }

    /** No face at all. */
    public static NoFaceException in(String photo) {
        return new NoFaceException(
                "no face found in " + photo + "; choose a photo that shows one, or do without requireFace");
    }

    /** No face that was cloaked. */
    public static NoFaceException cloakedIn(String photo) {
        return new NoFaceException("no face of " + photo
                + " was cloaked; ask protect(...) for the reason, or allow unprotected copies with copyUnprotected");
    }
}
