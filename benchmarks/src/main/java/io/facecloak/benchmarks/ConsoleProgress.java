package io.facecloak.benchmarks;

import io.facecloak.evaluation.EvaluationProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/** One line per kind of work, rewritten in place, with the time left at the pace so far. Not thread-safe. */
public final class ConsoleProgress implements EvaluationProgress {

    private final PrintStream console;
    private final InstantSource clock;
    private String current = "";
    private long start;
    private int first;

    public ConsoleProgress(PrintStream console, InstantSource clock) {
        this.console = console;
        this.clock = clock;
    }

    @Override
    public void report(String what, int done, int total) {
        if (!what.equals(current)) {
            current = what;
            start = clock.millis();
            first = done;
        }
        String left = "";
        if (done > first && done < total) {
            Duration time = Duration.ofMillis((clock.millis() - start) * (total - done) / (done - first));
            left = String.format(
                    Locale.ROOT, ", %d:%02d:%02d left", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
        }
        console.printf("\r%-78s%s", what + " " + done + "/" + total + left, done == total ? "\n" : "");
        console.flush();
    }
}
