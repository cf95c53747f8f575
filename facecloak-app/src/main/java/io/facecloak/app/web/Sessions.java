package io.facecloak.app.web;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The browsers that hold the key. Thread-safe. */
final class Sessions {

    private static final int SECRET_BYTES = 24;

    private final SecureRandom random = new SecureRandom();
    private final String key = secret();
    private final WebLimits limits;
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private boolean closed;

    Sessions(WebLimits limits) {
        this.limits = limits;
    }

    /** The secret in the link that opens a session: other users of this computer do not know it. */
    String key() {
        return key;
    }

    boolean opens(String candidate) {
        return candidate != null && MessageDigest.isEqual(candidate.getBytes(), key.getBytes());
    }

    /** A new session; where there are too many, the one that was unused longest ends. */
    synchronized Session create() {
        forgetUnused();
        if (sessions.size() >= limits.sessions()) {
            Session oldest = sessions.values().stream()
                    .min(Comparator.comparingLong(Session::lastUsed))
                    .orElseThrow();
            end(oldest);
        }
        Session session = new Session(secret(), secret(), limits);
        sessions.put(session.id(), session);
        return session;
    }

    synchronized Optional<Session> find(String id) {
        forgetUnused();
        Optional<Session> found = id == null || closed ? Optional.empty() : Optional.ofNullable(sessions.get(id));
        found.ifPresent(Session::touch);
        return found;
    }

    synchronized void end(Session session) {
        sessions.remove(session.id());
        session.end();
    }

    /** Ends all of them. */
    synchronized void close() {
        closed = true;
        List.copyOf(sessions.values()).forEach(this::end);
    }

    private void forgetUnused() {
        long now = System.nanoTime();
        List.copyOf(sessions.values()).stream()
                .filter(session -> now - session.lastUsed() > limits.forget().toNanos()
                        && !session.learning().running())
                .forEach(this::end);
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
