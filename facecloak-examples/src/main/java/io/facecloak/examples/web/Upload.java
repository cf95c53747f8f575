package io.facecloak.examples.web;

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
        if (request.req().getContentLengthLong() > limits.uploadBytes()) {
            throw tooLarge(name, limits);
        }
        long end = System.nanoTime() + limits.upload().toNanos();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        InputStream body = request.bodyInputStream();
        for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
            if (content.size() + read > limits.uploadBytes()) {
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
