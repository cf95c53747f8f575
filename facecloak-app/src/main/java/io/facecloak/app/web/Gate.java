package io.facecloak.app.web;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Stands in front of everything that answers, and keeps other web sites and other protocols away from a server on this computer.
 *
 * <ul>
 *   <li>Nothing but HTTP: requests to switch to another protocol, such as WebSocket, are refused.
 *   <li>The methods and the characters of paths are those that the page uses.
 *   <li>The Host header must be there once and name this computer: a foreign name that was made to resolve to 127.0.0.1 (DNS rebinding)
 *       does not.
 *   <li>The Origin and Sec-Fetch-Site headers, where the browser sends them, must not tell of another origin; other ports of this computer
 *       are other origins.
 *   <li>Every answer forbids scripts, frames and connections other than the page's own, and forbids caches to keep it.
 * </ul>
 */
final class Gate extends Handler.Wrapper {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE");
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?");
    private static final Set<String> OWN_FETCHES = Set.of("same-origin", "none");

    private record Refusal(int status, String reason) {}

    private final Connections connections;
    private final Sessions sessions;

    Gate(Connections connections, Sessions sessions) {
        this.connections = connections;
        this.sessions = sessions;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        protect(response.getHeaders());
        connections.begin(request);
        Optional<Refusal> refusal = check(request);
        if (refusal.isPresent()) {
            // What may be left of a body is not read, so no request can follow it.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Answers.refuse(
                    response, callback, refusal.get().status(), refusal.get().reason());
            return true;
        }
        if (Request.getCookies(request).stream()
                .anyMatch(cookie -> sessions.find(cookie.getValue()).isPresent())) {
            connections.belongsToOwner(request);
        }
        return super.handle(request, response, callback);
    }

    private static Optional<Refusal> check(Request request) {
        HttpFields headers = request.getHeaders();
        // Some clients offer HTTP/2 with every request, which means nothing to a server that does not know it.
        if (headers.getValuesList(HttpHeader.UPGRADE).stream().anyMatch(protocol -> !protocol.equals("h2c"))
                || headers.stream().anyMatch(field -> field.getLowerCaseName().startsWith("sec-websocket-"))) {
            return refusal(403, "this page speaks plain HTTP alone");
        }
        List<String> hosts = headers.getValuesList(HttpHeader.HOST);
        if (hosts.size() != 1 || !names(Request.getLocalPort(request)).contains(hosts.get(0))) {
            return refusal(403, "this page is only served to this computer, under its own name");
        }
        String authority = request.getHttpURI().getAuthority();
        if (authority != null && !authority.equals(hosts.get(0))) {
            return refusal(403, "this page is only served to this computer, under its own name");
        }
        List<String> origins = headers.getValuesList(HttpHeader.ORIGIN);
        if (origins.stream().anyMatch(origin -> !origin.equals("http://" + hosts.get(0)))) {
            return refusal(403, "another web site may not use this page");
        }
        // A link from elsewhere may lead to the page itself, to nothing else.
        boolean page = HttpMethod.GET.is(request.getMethod())
                && "/".equals(request.getHttpURI().getPath());
        if (!page && headers.getValuesList("Sec-Fetch-Site").stream().anyMatch(site -> !OWN_FETCHES.contains(site))) {
            return refusal(403, "another web site may not use this page");
        }
        if (!METHODS.contains(request.getMethod())) {
            return refusal(405, "this page knows no such method");
        }
        String path = request.getHttpURI().getPath();
        if (path == null || !PATH.matcher(path).matches()) {
            return refusal(404, "there is no such page");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(int status, String reason) {
        return Optional.of(new Refusal(status, reason));
    }

    private static Set<String> names(int port) {
        return Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    /** Adds what every answer says, those of errors included. */
    static void protect(HttpFields.Mutable answer) {
        answer.put(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
                        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        answer.put("X-Content-Type-Options", "nosniff");
        answer.put("Referrer-Policy", "no-referrer");
        answer.put("Cross-Origin-Resource-Policy", "same-origin");
        answer.put("Cross-Origin-Opener-Policy", "same-origin");
        answer.put("Cache-Control", "no-store");
    }
}
