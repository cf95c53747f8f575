package io.facecloak.app.web;

import com.google.gson.Gson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** The refusals that do not come from the page's own code, in the words and the form of those that do. Thread-safe. */
final class Answers extends ErrorHandler {

    private static final String JSON = "application/json; charset=utf-8";

    /** Answers a request with a refusal. */
    static void refuse(Response response, Callback callback, int status, String reason) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
        response.write(true, ByteBuffer.wrap(json(reason)), callback);
    }

    private static byte[] json(String reason) {
        return new Gson().toJson(Map.of("error", reason)).getBytes(StandardCharsets.UTF_8);
    }

    private static String words(int status) {
        return "the request was refused: " + HttpStatus.getMessage(status);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Gate.protect(response.getHeaders());
        refuse(response, callback, response.getStatus(), words(response.getStatus()));
        return true;
    }
}
