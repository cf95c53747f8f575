package io.facecloak.spring;

import io.facecloak.FaceCloak;
import java.io.IOException;
import java.util.Optional;

/** Where users' cloaks come from: a folder ({@link io.facecloak.CloakFolder#find}), a database, ... Called on many threads. */
@FunctionalInterface
public interface CloakLookup {

    /**
     * The user's cloak; empty if there is none. Keep what was loaded: this is asked for every upload.
     *
     * @throws IOException if it cannot be read
     */
    Optional<FaceCloak> cloakOf(String user) throws IOException;
}
