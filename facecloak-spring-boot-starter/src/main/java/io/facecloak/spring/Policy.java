package io.facecloak.spring;

/** What happens to an upload with a photo that cannot be protected. */
public enum Policy {
    /** The whole request is answered with an error and does not reach the application. */
    REJECT,
    /** The photo reaches the application as it came, location and all; {@link UploadOutcome} tells it so. */
    PASS_UNPROTECTED
}
