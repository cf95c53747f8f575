package io.facecloak.examples.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import java.io.PrintStream;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/** Where a command writes: results on one stream, progress and errors on the other. */
final class Console {

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .registerTypeHierarchyAdapter(Path.class, new AsText())
            .registerTypeAdapter(Instant.class, new AsText())
            .create();

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;

    /** @param interactive whether a person sees the error stream as it comes, so that a progress bar makes sense */
    Console(PrintStream out, PrintStream err, boolean interactive) {
        this.out = Objects.requireNonNull(out, "out");
        this.err = Objects.requireNonNull(err, "err");
        this.interactive = interactive;
    }

    /** A line of the result; numbers are written as in English whatever the machine's language. */
    void line(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
    }

    /** The result for programs: one JSON value. */
    void json(Object value) {
        out.println(GSON.toJson(value));
    }

    /** A sentence that is not part of the result. */
    void notice(String sentence) {
        err.println(sentence);
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    boolean interactive() {
        return interactive;
    }

    private static final class AsText implements JsonSerializer<Object> {

        @Override
        public JsonElement serialize(Object value, Type type, JsonSerializationContext context) {
            return new JsonPrimitive(value.toString());
        }
    }
}
