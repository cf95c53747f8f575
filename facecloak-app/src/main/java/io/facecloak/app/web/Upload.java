package io.facecloak.app.web;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.RequestTimeoutResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file that a browser sent as the whole body of a request.
 *
 * @param name for people; without folders and control characters
 */
record Upload(String name, byte[] content) {

    static final String NAME_HEADER = "X-File-Name";

    private static final int MAX_NAME = 120;
    private static final int CHUNK = 64 << 10;

    /**
     * Reads the body.
     *
     * @throws ContentTooLargeResponse if it is too long, told or found
     * @throws RequestTimeoutResponse if it comes too slowly
     * @throws BadRequestResponse if it is empty
     */
    static Upload read(Context request, WebLimits limits) throws IOException {
        String name = name(request.header(NAME_HEADER));
        long end = System.nanoTime() + limits.upload().toNanos();
        long told = request.req().getContentLengthLong();
        InputStream body = request.bodyInputStream();
        if (told > limits.uploadBytes()) {
            discard(request, limits);
            throw tooLarge(name, limits);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(Math.max(CHUNK, (int) told));
        byte[] chunk = new byte[CHUNK];
        for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
            if (content.size() + read > limits.uploadBytes()) {
                drain(body, limits, end);
                throw tooLarge(name, limits);
            }
            if (System.nanoTime() > end) {
                throw new RequestTimeoutResponse(name + " came too slowly");
            }
            content.write(chunk, 0, read);
        }
        if (content.size() == 0) {
            throw new BadRequestResponse(name + " is empty");
        }
        return new Upload(name, content.toByteArray());
    }

    /** How long the body may be, at most as long as it is allowed to be. */
    static long announced(Context request, WebLimits limits) {
        long told = request.req().getContentLengthLong();
        return told < 0 ? limits.uploadBytes() : Math.min(told, limits.uploadBytes());
    }

    /** Reads what is left of the body of a request that is refused, unless more than twice of what it may have is announced. */
    static void discard(Context request, WebLimits limits) {
        if (request.req().getContentLengthLong() <= 2L * limits.uploadBytes()) {
            drain(
                    request.bodyInputStream(),
                    limits,
                    System.nanoTime() + limits.upload().toNanos());
        }
    }

    /** Reads on, up to twice what a body may have, so that who is still sending meets the answer instead of a broken connection. */
    private static void drain(InputStream body, WebLimits limits, long end) {
        byte[] chunk = new byte[CHUNK];
        long left = 2L * limits.uploadBytes();
        try {
            for (int read = body.read(chunk);
                    read >= 0 && left > 0 && System.nanoTime() < end;
                    read = body.read(chunk)) {
                left -= read;
            }
        } catch (IOException e) {
            // The sender is gone, or too slow: the answer is the same.
        }
    }

    private static ContentTooLargeResponse tooLarge(String name, WebLimits limits) {
        return new ContentTooLargeResponse(
                name + " is larger than " + (limits.uploadBytes() >> 20) + " MB; choose a smaller file");
    }

    /** The last part of a percent-encoded name. */
    static String name(String header) {
        String decoded;
        try {
            decoded = URLDecoder.decode(
                    Optional.ofNullable(header).orElse("").replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            decoded = "";
        }
        String last = decoded.substring(Math.max(decoded.lastIndexOf('/'), decoded.lastIndexOf('\\')) + 1)
                .replaceAll("[\\p{Cntrl}\\p{Cf}\"<>:|?*]", "")
                .strip();
        String name = last.isEmpty() || last.chars().allMatch(character -> character == '.') ? "photo" : last;
        return name.length() <= MAX_NAME ? name : name.substring(name.length() - MAX_NAME);
    }
}
