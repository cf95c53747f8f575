package io.facecloak.app.cli;

import io.facecloak.app.cli.ProgressView.Unit;
import io.facecloak.evaluation.report.PlainText;

/**
 * How far a command is, on the error stream: a bar for a person at a terminal, a line every ten seconds for a log, nothing for who asked
 * for silence. Used by one thread.
 */
final class Bar implements AutoCloseable {

    private final ProgressView view;

    Bar(OutputOptions options) {
        this.view = options.progressView();
    }

    /** Shows how far a task is; a bar of another task is finished first. */
    void show(String task, long done, long total) {
        view.show(PlainText.of(task), done, total, Unit.ONE);
    }

    /** As {@link #show}, for bytes; {@code total} is −1 where nobody knows it. */
    void showBytes(String task, long done, long total) {
        view.show(PlainText.of(task), done, total, Unit.MEBIBYTE);
    }

    /** Ends the bar on the screen, so that other lines may follow. */
    void finish() {
        view.finish();
    }

    @Override
    public void close() {
        view.close();
    }
}
