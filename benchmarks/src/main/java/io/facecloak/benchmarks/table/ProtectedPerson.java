package io.facecloak.benchmarks.table;

import java.util.List;
import java.util.Optional;

/**
 * What one recipe made of one person's probes.
 *
 * @param copies one for every policy and probe
 * @param seconds that learning the cloak took
 * @param noCloak why there is none, if so
 */
record ProtectedPerson(List<ProtectedCopy> copies, double seconds, Optional<String> noCloak) {

    ProtectedPerson {
        copies = List.copyOf(copies);
    }
}
