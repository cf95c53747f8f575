package io.facecloak;

/**
 * A seed photo cannot serve: no face, no clear main face, a face that is too small, or a cloak already on it. The message names the seed
 * and the remedy.
 */
public final class SeedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    SeedException(String message) {
        super(message);
    }
}
