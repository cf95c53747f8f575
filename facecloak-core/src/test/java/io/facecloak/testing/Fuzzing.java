package io.facecloak.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assertions;

/**
 * Feeds a parser with damaged files. Each must end in a result or in one of the documented exceptions, whose message names the file, and
 * within ten seconds; anything else, memory and stack errors included, fails the test, and the file is kept in {@code target/fuzz}.
 *
 * <p>The numbers of mutations of the ordinary run are small and its seed is fixed. {@code -Dfacecloak.fuzz.count=N} sets the number per
 * parser, {@code -Dfacecloak.fuzz.seed=N} the seed; the profile {@code fuzz} runs these tests alone with a small heap. Should native code
 * end the process, {@code target/fuzz/PARSER.number} says at which mutation, from which {@code -Dfacecloak.fuzz.first=N} starts.
 */
public final class Fuzzing {

    /** The name under which files are parsed. */
    public static final String NAME = "damaged-file";

    private static final long HANG_MILLIS = 10_000;
    private static final int MAX_FAILURES = 20;

    private final String parser;
    private final List<byte[]> seeds = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private UnaryOperator<byte[]> repair = UnaryOperator.identity();

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
                if (work.millisAtOne() > HANG_MILLIS) {
                    StackTraceElement[] where = worker.getStackTrace();
                    work.fail("hangs", new Exception("at work for " + HANG_MILLIS + " ms"), where);
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
        private volatile long number;
        private volatile byte[] file;
        private volatile long began = System.nanoTime();
        private long sound;

        Work(Parser target, Class<? extends Exception> documented, long count) {
            this.target = target;
            this.documented = documented;
            this.count = count;
        }

        long millisAtOne() {
            return (System.nanoTime() - began) / 1_000_000;
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
            long first = Long.getLong("facecloak.fuzz.first", 0);
            for (number = first; number < first + count && failures.size() < MAX_FAILURES; number++) {
                noted.put(0, number);
                byte[] mutation = mutator.mutation(number);
                attempt(number / seeds.size() % 2 == 0 ? mutation : repair.apply(mutation));
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
            if (!failures.isEmpty()) {
                Assertions.fail(
                        parser + " fails in " + failures.size() + " ways:\n" + String.join("\n", failures.values()));
            }
            if (Boolean.getBoolean("facecloak.fuzz.report")) {
                System.out.printf(
                        "%s: %d mutations of %d files, %d still sound%n",
                        parser, count, seeds.size(), sound - seeds.size());
            }
        }
    }
}
