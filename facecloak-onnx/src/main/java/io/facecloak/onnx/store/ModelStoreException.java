package io.facecloak.onnx.store;

import io.facecloak.model.ModelException;
import java.util.Objects;

/** A model cannot be fetched, or what was fetched cannot be used; the message names it, says why and what to do. */
public final class ModelStoreException extends ModelException {

    private static final long serialVersionUID = 1;

    /** What went wrong, for programs. */
    public enum Reason {
        /** No catalogue knows the name. */
        UNKNOWN_MODEL,
        /** The catalogue file is malformed. */
        CATALOGUE,
        /** The model was never pulled, or its files changed since. */
        NOT_PULLED,
        /** A download would be needed in offline mode. */
        OFFLINE,
        /** A SHA-256 is not known, and that was not allowed. */
        UNVERIFIED,
        /** The address, or one that it redirects to, is no https. */
        INSECURE,
        /** No answer: no network, no such host, a stalled or broken connection. */
        UNREACHABLE,
        /** The server answered with an HTTP status that is no success. */
        STATUS,
        /** The server's file is not the one of the catalogue. */
        WRONG_CONTENT,
        /** The file is larger than allowed. */
        TOO_LARGE,
        /** The folder cannot be written, or the disk is full. */
        STORAGE,
        /** The thread was interrupted; its interrupt status is set. */
        INTERRUPTED
    }

    private final Reason reason;

    public ModelStoreException(Reason reason, String message) {
        this(reason, message, null);
    }

    public ModelStoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }
}
