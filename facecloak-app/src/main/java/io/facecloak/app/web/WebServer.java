package io.facecloak.app.web;

import io.facecloak.model.FaceModels;
import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the page to this computer alone: it listens on the loopback address, and asks for the key in {@link #link()}. Photos, faces and
 * cloaks are kept in memory and nowhere else. {@link #close()} is idempotent.
 */
public final class WebServer implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int HEADER_BYTES = 16 << 10;
    private static final int MIN_BYTES_PER_SECOND = 1024;

    /** Of Jetty, beside those that serve connections. */
    private static final int OWN_THREADS = 8;

    private final Javalin javalin;
    private final Sessions sessions;
    private final CloakLearning learning;

    private WebServer(Javalin javalin, Sessions sessions, CloakLearning learning) {
        this.javalin = javalin;
        this.sessions = sessions;
        this.learning = learning;
    }

    /**
     * Starts a server.
     *
     * @param models are used, not owned: they stay open, and must be open longer than the server
     * @param port 0 for any free one
     * @throws IOException if the port is taken
     */
    public static WebServer start(FaceModels models, int port, WebLimits limits) throws IOException {
        Sessions sessions = new Sessions(limits);
        CloakLearning learning = new CloakLearning(models, limits);
        Api api = new Api(Assets.load(), sessions, learning, new PhotoDesk(limits.photoLimits()), limits);
        Connections connections = new Connections(limits);
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.maxRequestSize = limits.uploadBytes();
            config.jetty.threadPool = new QueuedThreadPool(limits.connections() + OWN_THREADS);
            config.jetty.addConnector((server, http) -> connector(server, http, port, limits, connections));
            config.jetty.modifyServer(server -> {
                server.setHandler(new Gate(connections, sessions));
                server.setErrorHandler(new Answers());
            });
            config.jetty.modifyServletContextHandler(servlets -> servlets.setSessionHandler(new NoSessions()));
            api.addTo(config.routes);
        });
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            learning.close();
            BindException named = new BindException("port " + port + " is taken; choose another with --port");
            named.initCause(e);
            throw named;
        }
        return new WebServer(javalin, sessions, learning);
    }

    /** Jetty is about to replace the lowest rate of requests by a handler that we would have to put in front of Javalin's. */
    @SuppressWarnings("removal")
    private static ServerConnector connector(
            Server server, HttpConfiguration http, int port, WebLimits limits, Connections connections) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setMinRequestDataRate(MIN_BYTES_PER_SECOND);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(LOOPBACK);
        connector.setPort(port);
        connector.setIdleTimeout(limits.idle().toMillis());
        connector.addBean(connections);
        return connector;
    }

    /** The address of the page with the key that opens a session. */
    public URI link() {
        return URI.create("http://" + LOOPBACK + ":" + javalin.port() + "/?key=" + sessions.key());
    }

    @Override
    public void close() {
        sessions.close();
        javalin.stop();
        learning.close();
    }
}
