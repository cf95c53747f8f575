package io.facecloak.image;

/** A file holds something else than a photo, such as text, a video or nothing. */
public final class NoPhotoException extends PhotoFormatException {

    private static final long serialVersionUID = 1;

    private final boolean mayBePicture;

    public NoPhotoException(String message, boolean mayBePicture) {
        super(message);
        this.mayBePicture = mayBePicture;
    }

    /** Whether a viewer may show it as a picture all the same: a kind of picture that is no photo's, or an unknown kind of file. */
    public boolean mayBePicture() {
        return mayBePicture;
    }
}
