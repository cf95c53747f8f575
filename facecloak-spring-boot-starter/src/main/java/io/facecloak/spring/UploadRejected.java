package io.facecloak.spring;

import org.springframework.http.HttpStatus;

/** An upload that must not reach the application; the message is for the client. */
final class UploadRejected extends Exception {

    private static final long serialVersionUID = 1;

    private final HttpStatus status;

    UploadRejected(HttpStatus status, String message) {
        super(message);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
