package io.facecloak.app.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Progress for logs: a line at every beat of a pulse, as long as a task goes on. Thread-safe. */
final class ProgressLines implements ProgressView {

    private final Consumer<String> lines;
    private final LongSupplier nanoTime;
    private final Pulse.Beating beating;
    private String task;
    private long began;
    private long first;
    private long done;
    private long total;
    private Unit unit;

    /** @param lines receives each line, without its end */
    ProgressLines(Consumer<String> lines, Pulse pulse, LongSupplier nanoTime) {
        this.lines = lines;
        this.nanoTime = nanoTime;
        this.beating = pulse.start(this::tell);
    }

    @Override
    public synchronized void show(String task, long done, long total, Unit unit) {
        if (!task.equals(this.task)) {
            this.task = task;
            began = nanoTime.getAsLong();
            // What an earlier run did says nothing about how fast this one is.
            first = done;
        }
        this.done = done;
        this.total = total;
        this.unit = unit;
    }

    @Override
    public synchronized void finish() {
        task = null;
    }

    @Override
    public void close() {
        finish();
        beating.close();
    }

    private synchronized void tell() {
        if (task == null) {
            return;
        }
        Pace pace = new Pace((double) (done - first) / unit.size(), Duration.ofNanos(nanoTime.getAsLong() - began));
        StringBuilder line = new StringBuilder(task).append(": ").append(done / unit.size());
        if (total >= 0) {
            line.append(" of ").append(total / unit.size());
        }
        line.append(unit.name());
        String rate = pace.rate(unit.name());
        if (!rate.isEmpty()) {
            line.append(", ").append(rate);
        }
        if (total >= 0) {
            pace.timeFor((double) (total - done) / unit.size())
                    .ifPresent(left -> line.append(", ").append(clock(left)).append(" left"));
        }
        lines.accept(line.toString());
    }

    private static String clock(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
