package io.facecloak;

import io.facecloak.model.FaceCloakException;

/**
 * A seed photo cannot serve: no face, no clear main face, a face that is too small, or a cloak already on it. The message names the seed
 * and the remedy.
 */
public final class SeedException extends FaceCloakException {

    private static final long serialVersionUID = 1;

    SeedException(String message) {
        super(message);
    }
}
