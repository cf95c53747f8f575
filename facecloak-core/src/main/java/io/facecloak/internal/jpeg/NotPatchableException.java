package io.facecloak.internal.jpeg;

/** Single blocks of a file cannot be changed unless all are encoded anew. */
final class NotPatchableException extends JpegStreamException {

    private static final long serialVersionUID = 1;

    NotPatchableException(String message) {
        super(message);
    }
}
