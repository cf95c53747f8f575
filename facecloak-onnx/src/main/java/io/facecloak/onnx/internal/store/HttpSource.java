package io.facecloak.onnx.internal.store;

import io.facecloak.onnx.store.ModelStoreException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks servers for (parts of) files. Follows few redirects, and only to addresses that the user would have been allowed to name:
 * https, or plain http where that is allowed or never leaves this machine. Thread-safe.
 */
public final class HttpSource {

    private static final int MOST_REDIRECTS = 5;
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(\\d{1,18}|\\*)");

    private final HttpClient client;
    private final boolean plainHttpAllowed;
    private final Duration patience;

    public HttpSource(HttpClient client, boolean plainHttpAllowed, Duration patience) {
        this.client = client;
        this.plainHttpAllowed = plainHttpAllowed;
        this.patience = patience;
    }

    /** How long to wait for a connection, for headers, and for each piece of a body. */
    Duration patience() {
        return patience;
    }

    /** A server's answer; closing it ends the transfer. */
    record Answer(int status, HttpHeaders headers, BodyQueue body) implements AutoCloseable {

        /** The length of the body, −1 where it is not said. */
        long length() {
            return number("Content-Length");
        }

        /** Where a partial body starts in the file; −1 where that is not said. */
        long rangeStart() {
            return range(1);
        }

        /** The length of the whole file as a range answer tells it; −1 where it does not. */
        long rangeTotal() {
            return range(2);
        }

        /** Names this version of the file: a strong entity tag; empty where the server has none. */
        Optional<String> version() {
            return headers.firstValue("ETag").filter(tag -> tag.startsWith("\"") && tag.length() < 200);
        }

        long retryAfterSeconds() {
            return number("Retry-After");
        }

        private long range(int group) {
            Matcher matcher =
                    CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
            if (!matcher.matches()
                    || matcher.group(group) == null
                    || matcher.group(group).equals("*")) {
                return -1;
            }
            return Long.parseLong(matcher.group(group));
        }

        private long number(String header) {
            return headers.firstValue(header)
                    .filter(value -> value.matches("\\d{1,18}"))
                    .map(Long::parseLong)
                    .orElse(-1L);
        }

        @Override
        public void close() {
            body.close();
        }
    }

    /**
     * Asks for a file from a byte on, and waits for the headers.
     *
     * @param offset 0 for the whole file
     * @param version the version that the range must be of; otherwise the server shall send the whole file
     * @throws ModelStoreException if an address is not allowed, or there are too many redirects
     */
    Answer get(URI address, long offset, Optional<String> version) throws IOException, InterruptedException {
        URI hop = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            requireAllowed(hop, address);
            HttpRequest.Builder request = HttpRequest.newBuilder(hop)
                    .timeout(patience)
                    .header("User-Agent", "facecloak")
                    .header("Accept-Encoding", "identity");
            if (offset > 0) {
                request.header("Range", "bytes=" + offset + "-");
                version.ifPresent(tag -> request.header("If-Range", tag));
            }
            HttpResponse<BodyQueue> response = client.send(request.build(), headers -> new BodyQueue());
            Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
            Optional<String> location = response.headers().firstValue("Location");
            if (!isRedirect(answer.status()) || location.isEmpty()) {
                return answer;
            }
            answer.close();
            try {
                hop = hop.resolve(location.get());
            } catch (IllegalArgumentException e) {
                throw new IOException("it redirects to an address that is none", e);
            }
        }
        throw new ModelStoreException(
                ModelStoreException.Reason.UNREACHABLE, "it redirects more than " + MOST_REDIRECTS + " times");
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private void requireAllowed(URI hop, URI start) {
        if ("https".equalsIgnoreCase(hop.getScheme()) && hop.getHost() != null) {
            return;
        }
        boolean plain = "http".equalsIgnoreCase(hop.getScheme()) && hop.getHost() != null;
        // A server elsewhere must not make this machine talk to itself.
        boolean stays = plain && isLoopback(hop) && isLoopback(start) && "http".equalsIgnoreCase(start.getScheme());
        if (!stays && !(plain && plainHttpAllowed)) {
            String what = hop.equals(start) ? "its address " : "it redirects to an address that ";
            throw new ModelStoreException(
                    ModelStoreException.Reason.INSECURE,
                    what + "is not https (" + hop.getScheme() + "://" + hop.getHost()
                            + "); allow plain http explicitly if that is meant");
        }
    }

    private static boolean isLoopback(URI address) {
        return LOOPBACK.matcher(address.getHost()).matches();
    }
}
