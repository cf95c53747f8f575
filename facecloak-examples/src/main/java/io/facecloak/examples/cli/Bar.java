package io.facecloak.examples.cli;

import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with rate and time left on the error stream, or nothing where nobody would see it. Used by one thread. */
final class Bar implements AutoCloseable {

    private static final int WIDTH = 96;
    private static final long MEBIBYTE = 1 << 20;
    private static final int UPDATE_MILLIS = 200;

    private final OutputOptions options;
    private String task;
    private ProgressBar bar;

    Bar(OutputOptions options) {
        this.options = options;
    }

    /** Shows how far a task is; a bar of another task is finished first. */
    void show(String task, long done, long total) {
        show(task, done, total, "", 1);
    }

    /** As {@link #show(String, long, long)}, for bytes; {@code total} is −1 where nobody knows it. */
    void showBytes(String task, long done, long total) {
        show(task, done, total, " MiB", MEBIBYTE);
    }

    private void show(String task, long done, long total, String unit, long unitSize) {
        if (!options.showsProgress()) {
            return;
        }
        if (!task.equals(this.task)) {
            finish();
            this.task = task;
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(unit, unitSize)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setConsumer(
                            new ConsoleProgressBarConsumer(options.console().err(), WIDTH))
                    .showSpeed()
                    .setSpeedUnit(ChronoUnit.SECONDS)
                    .build();
        }
        bar.maxHint(total);
        bar.stepTo(done);
    }

    /** Ends the bar on the screen, so that other lines may follow. */
    void finish() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        finish();
    }
}
