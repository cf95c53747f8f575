package io.facecloak.app.web;

import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.session.ManagedSession;

/** In the place of Jetty's own sessions, which the page does not use, and which would be kept for whoever asks. */
final class NoSessions extends SessionHandler {

    @Override
    public void newSession(Request request, String requestedSessionId, Consumer<ManagedSession> consumer) {
        throw new UnsupportedOperationException("the page's sessions are its own");
    }
}
