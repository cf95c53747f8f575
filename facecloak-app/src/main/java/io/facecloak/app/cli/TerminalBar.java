package io.facecloak.app.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DefaultProgressBarRenderer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

/** A progress bar with rate and time left on a terminal. Used by one thread. */
final class TerminalBar implements ProgressView {

    private static final int WIDTH = 96;
    private static final int UPDATE_MILLIS = 200;

    private final PrintStream terminal;
    private String task;
    private ProgressBar bar;

    TerminalBar(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public void show(String task, long done, long total, Unit unit) {
        if (!task.equals(this.task)) {
            finish();
            this.task = task;
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
                    .setRenderer(new Renderer(unit))
                    .build();
        }
        bar.maxHint(total);
        bar.stepTo(done);
    }

    /** Leaves the bar on the screen as it is. */
    @Override
    public void finish() {
        if (bar != null) {
            bar.close();
            bar = null;
            task = null;
        }
    }

    /** The usual bar, but with rates that are numbers. */
    private static final class Renderer extends DefaultProgressBarRenderer {

        private final Unit unit;

        Renderer(Unit unit) {
            super(
                    ProgressBarStyle.UNICODE_BLOCK,
                    unit.name(),
                    unit.size(),
                    true,
                    null,
                    ChronoUnit.SECONDS,
                    true,
                    Renderer::timeLeft);
            this.unit = unit;
        }

        @Override
        protected String speed(ProgressState state) {
            return pace(state, unit.size()).rate(unit.name());
        }

        private static Optional<Duration> timeLeft(ProgressState state) {
            return state.isIndefinite()
                    ? Optional.empty()
                    : pace(state, 1).timeFor(state.getMax() - state.getCurrent());
        }

        private static Pace pace(ProgressState state, long unit) {
            return new Pace((double) (state.getCurrent() - state.getStart()) / unit, state.getElapsedAfterStart());
        }
    }
}
