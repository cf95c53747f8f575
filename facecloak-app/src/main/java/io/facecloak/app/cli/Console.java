package io.facecloak.app.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import io.facecloak.evaluation.report.PlainText;
import java.io.PrintStream;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a command writes: results on one stream, progress and errors on the other. Nothing that comes from files reaches them but as
 * {@link PlainText}.
 */
final class Console {

    private static final Gson ONE_LINE = new GsonBuilder()
            .disableHtmlEscaping()
            .serializeNulls()
            .registerTypeHierarchyAdapter(Path.class, new AsText())
            .registerTypeAdapter(Instant.class, new AsText())
            .create();

    private static final Gson GSON = ONE_LINE.newBuilder().setPrettyPrinting().create();

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final Pulse pulse;

    /**
     * @param interactive whether a person sees the error stream as it comes, so that a progress bar makes sense
     * @param pulse beats when it is time for a line on how far things are, if nobody sees a bar
     */
    Console(PrintStream out, PrintStream err, boolean interactive, Pulse pulse) {
        this.out = Objects.requireNonNull(out, "out");
        this.err = Objects.requireNonNull(err, "err");
        this.interactive = interactive;
        this.pulse = Objects.requireNonNull(pulse, "pulse");
    }

    /**
     * A line of the result; numbers are written as in English whatever the machine's language.
     *
     * @param format the program's own words
     * @param arguments may come from anywhere
     */
    void line(String format, Object... arguments) {
        Object[] plain = Arrays.stream(arguments).map(Console::plain).toArray();
        out.printf(Locale.ROOT, format + "%n", plain);
    }

    private static Object plain(Object argument) {
        return argument instanceof Number ? argument : PlainText.of(String.valueOf(argument));
    }

    /** The result for programs: one JSON value. */
    void json(Object value) {
        out.println(PlainText.lines(GSON.toJson(value)));
    }

    /** A result among others: one JSON value on one line. */
    void jsonLine(Object value) {
        out.println(PlainText.of(ONE_LINE.toJson(value)));
    }

    /** A sentence that is not part of the result. */
    void notice(String sentence) {
        err.println(PlainText.of(sentence));
    }

    /** Several lines that are not part of the result. */
    void notices(String lines) {
        err.println(PlainText.lines(lines.stripTrailing()));
    }

    /** For what needs no {@link #line}, such as the program's own help. */
    PrintStream out() {
        return out;
    }

    /** For what needs no {@link #notice}, such as the program's own help. */
    PrintStream err() {
        return err;
    }

    /** Shows progress on the error stream; the caller closes it. */
    ProgressView progressView() {
        return interactive ? new TerminalBar(err) : new ProgressLines(this::notice, pulse, System::nanoTime);
    }

    private static final class AsText implements JsonSerializer<Object> {

        @Override
        public JsonElement serialize(Object value, Type type, JsonSerializationContext context) {
            return new JsonPrimitive(value.toString());
        }
    }
}
