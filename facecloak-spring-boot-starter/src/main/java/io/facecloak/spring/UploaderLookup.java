package io.facecloak.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;

/** Tells whose cloak an upload needs. Called on many threads. */
@FunctionalInterface
public interface UploaderLookup {

    /** The user; empty if the request does not tell. */
    Optional<String> userOf(HttpServletRequest request);

    /** The authenticated user. */
    static UploaderLookup principal() {
        return request -> Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName);
    }

    /**
     * The user named by a header, for services behind a gateway that authenticates. The gateway must remove the header from what clients
     * send, or they can choose another person's cloak.
     */
    static UploaderLookup header(String name) {
        return request -> Optional.ofNullable(request.getHeader(name)).filter(user -> !user.isBlank());
    }
}
