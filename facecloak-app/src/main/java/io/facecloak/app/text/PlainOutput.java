package io.facecloak.app.text;

import io.facecloak.evaluation.report.PlainText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Makes UTF-8 text {@linkplain PlainText#lines plain} on its way to another stream, for programs that write to one themselves, such as
 * loggers. Thread-safe.
 */
public final class PlainOutput extends OutputStream {

    private final OutputStream target;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    public PlainOutput(OutputStream target) {
        this.target = Objects.requireNonNull(target, "target");
    }

    @Override
    public synchronized void write(int b) throws IOException {
        line.write(b);
        if (b == '\n') {
            emit();
        }
    }

    /** What is there goes on: whoever flushes has written whole letters. */
    @Override
    public synchronized void flush() throws IOException {
        emit();
        target.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        emit();
        target.close();
    }

    private void emit() throws IOException {
        target.write(PlainText.lines(line.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        line.reset();
    }
}
