package io.facecloak.evaluation;

import java.io.IOException;
import java.util.List;

/** A way of protecting people, to be measured: a cloak with certain settings, or another method. Deterministic. */
public interface ProtectionMethod {

    /** A short name for tables, such as {@code OPOM-Convex Hull}. */
    String name();

    /**
     * Learns what protects one person; a method without learning returns at once.
     *
     * @param identity the person
     * @param seeds photos of the person to learn from, at least one
     * @throws UnprotectableException if these photos do not do; the person's probes then stay as they are
     * @throws IOException if a file cannot be read or written
     */
    Protector protectorOf(String identity, List<FacePhoto> seeds) throws IOException, UnprotectableException;
}
