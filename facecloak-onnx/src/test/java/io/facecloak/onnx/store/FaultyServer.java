package io.facecloak.onnx.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A web server on the loopback interface that serves one file and can be told to misbehave: each request takes the next behaviour from
 * the list, and the server is honest when the list is empty.
 */
final class FaultyServer implements AutoCloseable {

    /** What a client asked. */
    record Request(String target, Map<String, String> headers) {

        /** The first byte that it asked for. */
        int offset() {
            String range = headers.getOrDefault("range", "bytes=0-");
            return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        }
    }

    /** Answers one request on one connection, which is closed afterwards. */
    interface Behaviour {
        void answer(Request request, byte[] content, OutputStream out) throws IOException, InterruptedException;
    }

    private final byte[] content;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Behaviour> behaviours = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    FaultyServer(byte[] content) throws IOException {
        this.content = content;
        this.socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        threads.submit(this::accept);
    }

    FaultyServer next(Behaviour... next) {
        behaviours.addAll(Arrays.asList(next));
        return this;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port() + "/model.onnx");
    }

    int port() {
        return socket.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                threads.submit(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            if (first == null) {
                return;
            }
            Map<String, String> headers = new HashMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
            Request request = new Request(first.split(" ")[1], headers);
            requests.add(request);
            Behaviour behaviour = behaviours.poll();
            OutputStream out = connection.getOutputStream();
            (behaviour == null ? honest() : behaviour).answer(request, content, out);
            out.flush();
        } catch (SocketException e) {
            // The client went away.
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void head(OutputStream out, String status, String... headers) throws IOException {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + "\r\nConnection: close\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Sends what was asked for. */
    static Behaviour honest() {
        return sending(Integer.MAX_VALUE, 0);
    }

    /** Announces everything, sends so many bytes and closes the connection. */
    static Behaviour truncating(int after) {
        return sending(after, 0);
    }

    /** Sends so many bytes, then nothing for a while. */
    static Behaviour stalling(int after, long millis) {
        return sending(after, millis);
    }

    private static Behaviour sending(int most, long stallMillis) {
        return (request, content, out) -> {
            int offset = request.offset();
            if (offset >= content.length) {
                head(out, "416 Range Not Satisfiable", "Content-Range: bytes */" + content.length, "Content-Length: 0");
                return;
            }
            announce(out, offset, content.length);
            out.write(content, offset, Math.min(most, content.length - offset));
            out.flush();
            Thread.sleep(stallMillis);
        };
    }

    /** Sends slowly, so that a kill hits the middle. */
    static Behaviour slow(int step, long pauseMillis) {
        return (request, content, out) -> {
            announce(out, request.offset(), content.length);
            for (int at = request.offset(); at < content.length; at += step) {
                out.write(content, at, Math.min(step, content.length - at));
                out.flush();
                Thread.sleep(pauseMillis);
            }
        };
    }

    private static void announce(OutputStream out, int offset, int length) throws IOException {
        if (offset == 0) {
            head(out, "200 OK", "ETag: \"v1\"", "Content-Length: " + length);
        } else {
            head(
                    out,
                    "206 Partial Content",
                    "ETag: \"v1\"",
                    "Content-Length: " + (length - offset),
                    "Content-Range: bytes " + offset + "-" + (length - 1) + "/" + length);
        }
    }

    /** Sends the whole file whatever was asked for. */
    static Behaviour ignoringRanges() {
        return (request, content, out) -> {
            head(out, "200 OK", "Content-Length: " + content.length);
            out.write(content);
        };
    }

    /** Sends without saying how much, in chunks, more than the file. */
    static Behaviour endless(int bytes) {
        return (request, content, out) -> {
            head(out, "200 OK", "Transfer-Encoding: chunked");
            byte[] chunk = new byte[1 << 16];
            for (int sent = 0; sent < bytes; sent += chunk.length) {
                out.write((Integer.toHexString(chunk.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(chunk);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        };
    }

    /** Announces another length than the file has, and sends so many bytes. */
    static Behaviour announcing(int length) {
        return (request, content, out) -> {
            head(out, "200 OK", "Content-Length: " + length);
            out.write(Arrays.copyOf(content, length));
        };
    }

    /** Changes one byte of what it sends. */
    static Behaviour corrupting(int index) {
        return (request, content, out) -> {
            byte[] wrong = content.clone();
            wrong[index] ^= 1;
            honest().answer(request, wrong, out);
        };
    }

    static Behaviour status(String status, String... headers) {
        return (request, content, out) -> {
            String[] all = Arrays.copyOf(headers, headers.length + 1);
            all[headers.length] = "Content-Length: 0";
            head(out, status, all);
        };
    }

    static Behaviour redirecting(String location) {
        return status("302 Found", "Location: " + location);
    }
}
