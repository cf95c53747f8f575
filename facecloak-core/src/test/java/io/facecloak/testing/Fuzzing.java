package io.facecloak.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assertions;

/**
 * Feeds a parser with damaged files. Each must end in a result or in one of the documented exceptions, whose message names the file, and
 * within ten seconds of the processor's time; anything else, memory and stack errors included, fails the test, and the file is kept in {@code target/fuzz}.
 *
 * <p>The numbers of mutations of the ordinary run are small and its seed is fixed. {@code -Dfacecloak.fuzz.count=N} sets the number per
 * parser, {@code -Dfacecloak.fuzz.seconds=N} how long each may take, {@code -Dfacecloak.fuzz.seed=N} the seed; the profile {@code fuzz} runs these tests alone with a small heap. Should native code
 * end the process, {@code target/fuzz/PARSER.number} says at which mutation, from which {@code -Dfacecloak.fuzz.first=N} starts.
 */
public final class Fuzzing {

    /** The name under which files are parsed. */
    public static final String NAME = "damaged-file";

    private static final long HANG_SECONDS = 10;

    /** Of a parser that waits rather than computes. */
    private static final long STUCK_SECONDS = 300;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final int MAX_FAILURES = 20;

    private final String parser;
    private final List<byte[]> seeds = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private UnaryOperator<byte[]> repair = UnaryOperator.identity();
    private Change change;

    /** Damages a sound file in a way of its own; equal random numbers must give equal files. */
    public interface Change {
        byte[] changed(byte[] sound, SplittableRandom random) throws Exception;
    }

    /** Fails as the parser fails. */
    public interface Parser {
        void parse(byte[] file) throws Exception;
    }

    private Fuzzing(String parser) {
        this.parser = parser;
    }

    public static Fuzzing of(String parser) {
        return new Fuzzing(parser);
    }

    /** Adds a sound file. */
    public Fuzzing seed(String name, byte[] file) {
        seeds.add(file);
        names.add(name);
        return this;
    }

    /** How to make checksums fit again, which is done to every other file; else few would get past them. */
    public Fuzzing repairedBy(UnaryOperator<byte[]> repair) {
        this.repair = repair;
        return this;
    }

    /** How to damage files other than by their bytes. */
    public Fuzzing changedBy(Change change) {
        this.change = change;
        return this;
    }

    /**
     * Runs a parser that takes any file without an exception.
     *
     * @param count mutations of an ordinary test run
     */
    public void run(int count, Parser target) {
        run(count, target, null);
    }

    /**
     * Runs a parser.
     *
     * @param count mutations of an ordinary test run
     * @param documented the exception that tells of a bad file
     */
    public void run(int count, Parser target, Class<? extends Exception> documented) {
        Work work = new Work(target, documented, Long.getLong("facecloak.fuzz.count", count));
        Thread worker = new Thread(work, "fuzz " + parser);
        worker.setDaemon(true);
        PrintStream standardError = System.err;
        // Every dropped metadata block is logged.
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        try {
            worker.start();
            while (worker.isAlive()) {
                worker.join(200);
                if (work.hangs(worker)) {
                    StackTraceElement[] where = worker.getStackTrace();
                    work.fail("hangs", new Exception("at work for " + HANG_SECONDS + " s"), where);
                    break;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            System.setErr(standardError);
        }
        work.report();
    }

    private final class Work implements Runnable {

        private final Mutator mutator = new Mutator(seeds, Long.getLong("facecloak.fuzz.seed", 1));
        private final Parser target;
        private final Class<? extends Exception> documented;
        private final long count;
        private final Map<String, String> failures = new LinkedHashMap<>();
        private final long first = Long.getLong("facecloak.fuzz.first", 0);
        private final long started = System.nanoTime();
        private final long end = started + TimeUnit.SECONDS.toNanos(Long.getLong("facecloak.fuzz.seconds", 86_400));
        private volatile long number = first;
        private volatile byte[] file;
        private volatile long began = System.nanoTime();
        private long sound;
        private long watched = -1;
        private long watchedFrom;

        Work(Parser target, Class<? extends Exception> documented, long count) {
            this.target = target;
            this.documented = documented;
            this.count = count;
        }

        /** By the thread's own time: on a busy machine, it may wait for a processor for long. */
        boolean hangs(Thread worker) {
            if (number != watched) {
                watched = number;
                watchedFrom = THREADS.getThreadCpuTime(worker.getId());
            }
            return THREADS.getThreadCpuTime(worker.getId()) - watchedFrom > TimeUnit.SECONDS.toNanos(HANG_SECONDS)
                    || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(STUCK_SECONDS);
        }

        @Override
        public void run() {
            for (byte[] seed : seeds) {
                attempt(seed);
            }
            if (sound < seeds.size()) {
                fail("refuses a sound file", new Exception("a seed"), new StackTraceElement[0]);
            }
            LongBuffer noted = notedNumber();
            for (number = first; number < first + count && failures.size() < MAX_FAILURES && began < end; number++) {
                noted.put(0, number);
                attempt(mutation());
            }
        }

        private byte[] mutation() {
            if (change == null) {
                byte[] mutation = mutator.mutation(number);
                return number / seeds.size() % 2 == 0 ? mutation : repair.apply(mutation);
            }
            try {
                return change.changed(seeds.get(mutator.source(number)).clone(), mutator.random(number));
            } catch (Exception e) {
                throw new IllegalStateException("mutation " + number + " cannot be made", e);
            }
        }

        private void attempt(byte[] bytes) {
            file = bytes;
            began = System.nanoTime();
            try {
                target.parse(bytes);
                sound++;
            } catch (Throwable e) {
                boolean expected = documented != null && documented.isInstance(e);
                if (!expected || !String.valueOf(e.getMessage()).contains(NAME)) {
                    fail(e.getClass().getName() + ": " + e.getMessage(), e, e.getStackTrace());
                }
            }
        }

        /** Failures at the same place count once. */
        synchronized void fail(String what, Throwable e, StackTraceElement[] trace) {
            String where = trace.length == 0 ? "" : " at " + trace[0];
            if (failures.containsKey(e.getClass() + where)) {
                return;
            }
            StringBuilder text = new StringBuilder(what);
            for (int i = 0; i < Math.min(25, trace.length); i++) {
                text.append("\n        at ").append(trace[i]);
            }
            failures.put(e.getClass() + where, "mutation " + number + " of " + source() + ", " + keep() + ": " + text);
        }

        /** Survives the process. */
        private LongBuffer notedNumber() {
            try (FileChannel channel = FileChannel.open(
                    kept("number"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES)
                        .asLongBuffer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String source() {
            return names.get(mutator.source(number));
        }

        private Path keep() {
            try {
                return Files.write(kept(Long.toString(number)), file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Path kept(String what) throws IOException {
            return Files.createDirectories(Path.of("target", "fuzz"))
                    .resolve(parser.replaceAll("\\W+", "-") + "." + what);
        }

        synchronized void report() {
            if (Boolean.getBoolean("facecloak.fuzz.report")) {
                double seconds = (System.nanoTime() - started) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "%s: %d mutations of %d files from %d on, %d still sound, %.0f a second%n",
                        parser,
                        number - first,
                        seeds.size(),
                        first,
                        sound - seeds.size(),
                        (number - first) / seconds);
            }
            if (!failures.isEmpty()) {
                Assertions.fail(
                        parser + " fails in " + failures.size() + " ways:\n" + String.join("\n", failures.values()));
            }
        }
    }
}
