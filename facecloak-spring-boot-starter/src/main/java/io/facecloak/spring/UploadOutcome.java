package io.facecloak.spring;

/**
 * What became of one part of an upload.
 *
 * @param part the name of the form's field
 * @param fileName as the client named the file; null if it did not
 * @param faces number of faces in the photo; 0 if it was not looked at
 * @param cloaked number of cloaked faces
 * @param reason why a photo is {@link Status#UNPROTECTED}; else empty
 */
public record UploadOutcome(String part, String fileName, Status status, int faces, int cloaked, String reason) {

    /** In short. */
    public enum Status {
        /** At least one face is cloaked. */
        PROTECTED,
        /** A photo without a cloaked face that shows somebody who is perhaps the user. */
        PERHAPS_PERSON,
        /** A photo without a cloaked face that shows other people. */
        OTHER_PERSON,
        /** A photo in which no face was found. */
        NO_FACE,
        /** No photo; passed as it came. */
        NO_PHOTO,
        /** A photo that passed as it came, because {@link Policy#PASS_UNPROTECTED} is configured. */
        UNPROTECTED
    }
}
