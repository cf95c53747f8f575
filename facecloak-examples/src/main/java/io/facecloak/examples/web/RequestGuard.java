package io.facecloak.examples.web;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import java.util.Set;

/**
 * Keeps other web sites away from a server on this computer.
 *
 * <ul>
 *   <li>The Host header must name this computer: a foreign name that was made to resolve to 127.0.0.1 (DNS rebinding) does not.
 *   <li>The Origin and Sec-Fetch-Site headers, where the browser sends them, must not tell of another origin; other ports of this computer
 *       are other origins.
 *   <li>Every answer forbids scripts, frames and connections other than the page's own, and forbids caches to keep it.
 * </ul>
 */
final class RequestGuard {

    private static final Set<String> OWN_FETCHES = Set.of("same-origin", "none");

    private RequestGuard() {}

    static void check(Context request) {
        addHeaders(request);
        String host = request.header("Host");
        if (!names(request.req().getLocalPort()).contains(host)) {
            throw new ForbiddenResponse("this page is only served to this computer, under its own name");
        }
        String origin = request.header("Origin");
        if (origin != null && !origin.equals("http://" + host)) {
            throw new ForbiddenResponse("another web site may not use this page");
        }
        String site = request.header("Sec-Fetch-Site");
        // A link from elsewhere may lead to the page itself, to nothing else.
        boolean page = request.method() == HandlerType.GET && request.path().equals("/");
        if (site != null && !OWN_FETCHES.contains(site) && !page) {
            throw new ForbiddenResponse("another web site may not use this page");
        }
    }

    private static Set<String> names(int port) {
        return Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    private static void addHeaders(Context request) {
        request.header(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
                                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-store");
    }
}
