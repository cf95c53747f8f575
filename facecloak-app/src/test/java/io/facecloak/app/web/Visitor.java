package io.facecloak.app.web;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A browser without a screen: it keeps the cookie and the token of its session. */
final class Visitor {

    /** An answer with its body. */
    record Answer(int status, HttpResponse<byte[]> response) {

        byte[] body() {
            return response.body();
        }

        String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }

        JsonObject json() {
            return JsonParser.parseString(text()).getAsJsonObject();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI server;
    private String cookie = "";
    private String token = "";

    private Visitor(URI server) {
        this.server = server;
    }

    /** One who does not hold the key. */
    static Visitor stranger(WebServer server) {
        return new Visitor(server.link().resolve("/"));
    }

    /** One who has opened the link. */
    static Visitor of(WebServer server) throws Exception {
        Visitor visitor = stranger(server);
        visitor.open(server.link());
        visitor.token = visitor.get("/api/session").json().get("token").getAsString();
        return visitor;
    }

    Answer open(URI link) throws Exception {
        Answer answer =
                send(request(link.getRawPath() + "?" + link.getRawQuery()).GET());
        if (!answer.header("Set-Cookie").isEmpty()) {
            cookie = answer.header("Set-Cookie").split(";")[0];
        }
        return answer;
    }

    String token() {
        return token;
    }

    Answer get(String path, String... headers) throws Exception {
        return send(with(request(path).GET(), headers));
    }

    Answer post(String path, byte[] body, String... headers) throws Exception {
        return send(
                with(request(path).header(Api.TOKEN_HEADER, token).POST(BodyPublishers.ofByteArray(body)), headers));
    }

    /** Without telling the length beforehand. */
    Answer postChunked(String path, byte[] body) throws Exception {
        BodyPublisher chunks = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        return send(request(path).header(Api.TOKEN_HEADER, token).POST(chunks));
    }

    /** As another site's page would. */
    Answer postWithoutToken(String path, byte[] body) throws Exception {
        return send(request(path).POST(BodyPublishers.ofByteArray(body)));
    }

    Answer delete(String path) throws Exception {
        return send(request(path).header(Api.TOKEN_HEADER, token).DELETE());
    }

    /** The events of the learning until it is over. */
    List<JsonObject> followLearning() throws Exception {
        HttpRequest request =
                request("/api/events").header("Accept", "text/event-stream").build();
        List<JsonObject> events = new ArrayList<>();
        try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (!line.startsWith("data: ")) {
                    continue;
                }
                JsonObject event = JsonParser.parseString(line.substring(6)).getAsJsonObject();
                events.add(event);
                if (List.of("READY", "FAILED", "CANCELLED")
                        .contains(event.get("phase").getAsString())) {
                    break;
                }
            }
        }
        return events;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response);
    }

    /** Sends bytes that no HTTP client would, and returns all that comes back until the server closes. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket.getInputStream());
        }
    }

    static String read(InputStream answer) throws IOException {
        return new String(answer.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    int port() {
        return server.getPort();
    }

    String cookie() {
        return cookie;
    }
}
