package io.facecloak.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.app.cli.ProgressView.Unit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    private final List<String> lines = new ArrayList<>();
    private final List<Runnable> beats = new ArrayList<>();
    private final AtomicLong time = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ProgressLines progress = new ProgressLines(
            lines::add,
            beat -> {
                beats.add(beat);
                return () -> ended.set(true);
            },
            time::get);

    @Test
    void aLineAtEveryBeatTellsHowFarItIs() {
        beat(10);
        progress.show("Photos", 0, 100, Unit.ONE);
        beat(10);
        progress.show("Photos", 8, 100, Unit.ONE);
        beat(0);
        progress.show("Photos", 9, 100, Unit.ONE);
        progress.show("Photos", 16, 100, Unit.ONE);
        beat(10);
        progress.finish();
        beat(10);
        progress.close();

        assertEquals(
                List.of(
                        "Photos: 0 of 100",
                        "Photos: 8 of 100, 0.8/s, 0:01:55 left",
                        "Photos: 16 of 100, 0.8/s, 0:01:45 left"),
                lines);
        assertTrue(ended.get());
    }

    @Test
    void bytesWithoutAKnownTotalAndSlowThingsHaveNumbersToo() {
        progress.show("a.onnx", 10 << 20, -1, Unit.MEBIBYTE);
        progress.show("a.onnx", 15 << 20, -1, Unit.MEBIBYTE);
        beat(10);
        progress.show("People", 0, 3, Unit.ONE);
        progress.show("People", 1, 3, Unit.ONE);
        beat(60);

        assertEquals(
                List.of("a.onnx: 15 MiB, 0.5 MiB/s", "People: 1 of 3, 1.0/min, 0:02:00 left"),
                lines,
                "what an earlier run downloaded is not counted as fast");
    }

    @Test
    void aRateIsANumberOrNothing() {
        assertEquals("", new Pace(0, Duration.ofSeconds(5)).rate(""));
        assertEquals("", new Pace(3, Duration.ZERO).rate(""));
        assertEquals("0.8/s", new Pace(8, Duration.ofSeconds(10)).rate(""));
        assertEquals("1200.0/s", new Pace(1200, Duration.ofSeconds(1)).rate(""));
        assertEquals("4.0/h", new Pace(4, Duration.ofHours(1)).rate(""));
    }

    @Test
    void theBarOnATerminalShowsSuchRates() {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        TerminalBar bar = new TerminalBar(new PrintStream(terminal, true, StandardCharsets.UTF_8));

        bar.show("Photos", 0, 4, Unit.ONE);
        bar.show("Photos", 3, 4, Unit.ONE);
        bar.finish();

        String shown = terminal.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("3/4"), shown);
        assertTrue(!shown.contains("4/4") && !shown.contains("?/s") && !shown.contains(" ."), shown);
    }

    private void beat(int seconds) {
        time.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        beats.forEach(Runnable::run);
    }
}
