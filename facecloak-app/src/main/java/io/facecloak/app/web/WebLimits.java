package io.facecloak.app.web;

import io.facecloak.image.PhotoLimits;
import java.time.Duration;

/**
 * What the server takes at most; all of it is kept in memory.
 *
 * @param uploadBytes of one photo or cloak file
 * @param pixels of one photo
 * @param photos of one session
 * @param sessionBytes original and protected photos of one session together
 * @param sessions browsers at a time; one more ends the session that was idle longest
 * @param connections at a time, of all browsers; those that were never the owner's go first
 * @param upload how long one upload may take
 * @param head how long the head of a request may take, from the first byte of a connection, however often one comes
 * @param idle how long a connection of the owner's may be silent
 * @param forget how long a session may be unused
 */
public record WebLimits(
        int uploadBytes,
        long pixels,
        int photos,
        long sessionBytes,
        int sessions,
        int connections,
        Duration upload,
        Duration head,
        Duration idle,
        Duration forget) {

    /** For one person at their own computer. */
    public static final WebLimits DEFAULT = new WebLimits(
            32 << 20,
            50_000_000,
            24,
            256L << 20,
            4,
            64,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofHours(2));

    /** So that nobody takes all places from one of this computer's addresses. */
    int connectionsPerAddress() {
        return Math.max(1, connections * 3 / 4);
    }

    PhotoLimits photoLimits() {
        return new PhotoLimits(pixels, uploadBytes);
    }
}
