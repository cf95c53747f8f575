package io.facecloak.image;

/** A file holds something else than a photo, such as text, a video or nothing. */
public final class NoPhotoException extends PhotoFormatException {

    private static final long serialVersionUID = 1;

    NoPhotoException(String message) {
        super(message);
    }
}
