package io.facecloak.apply;

/** A photo shows no face, and {@link ProtectionOptions#requireFace()} asked for one. The message names the photo. */
public final class NoFaceException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public NoFaceException(String photo) {
        super("no face found in " + photo + "; choose a photo that shows one, or do without requireFace");
    }
}
