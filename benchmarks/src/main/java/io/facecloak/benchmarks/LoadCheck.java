package io.facecloak.benchmarks;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import io.facecloak.FaceCloak;
import io.facecloak.apply.FacePolicy;
import io.facecloak.internal.storage.Sha256;
import io.facecloak.model.FaceModels;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Many threads put many cloaks into many photo files for some time. Every file that they write must be, byte for byte, the one that a
 * single thread wrote before; heap and native memory are reported as time goes by.
 */
@Command(
        name = "LoadCheck",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Applies cloaks to photos on many threads; reports memory, throughput and wrong results.")
public final class LoadCheck implements Callable<Integer> {

    @Option(names = "--minutes", defaultValue = "10", description = "how long, fractions allowed")
    private double minutes;

    @Option(
            names = "--photos",
            defaultValue = "200",
            description = "different photos, which are gone through again and again")
    private int photos;

    @Option(names = "--threads", defaultValue = "8")
    private int threads;

    @Option(names = "--cloaks", defaultValue = "10")
    private int cloaks;

    @Option(names = "--interval", defaultValue = "10", description = "seconds between reports")
    private double interval;

    @Option(
            names = "--sources",
            defaultValue = "facecloak-examples/demo/photos",
            description = "folder of JPEG photos of which the photos are made, brighter or darker")
    private Path sources;

    /**
     * What one interval brought.
     *
     * @param seconds since the start
     * @param photos written in the interval
     * @param heapMiB heap that was in use after the last collection of garbage; in the first and the last sample it was a full one
     * @param residentMiB the process's resident memory, heap included; −1 where the system does not tell
     */
    public record Sample(double seconds, long photos, double heapMiB, double residentMiB) {}

    /**
     * @param photos files that the threads wrote
     * @param wrong how many of them differ from the single thread's
     */
    public record Outcome(long photos, long wrong, List<Sample> samples) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadCheck()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (FaceModels models = FaceModels.configured()) {
            Outcome outcome = run(models, sources(sources), System.out);
            System.out.printf(
                    Locale.ROOT, "%d photos by %d threads, %d of them wrong%n", outcome.photos, threads, outcome.wrong);
            return outcome.wrong == 0 ? 0 : 1;
        }
    }

    private static List<BufferedImage> sources(Path folder) throws IOException {
        List<BufferedImage> pictures = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                pictures.add(ImageIO.read(file.toFile()));
            }
        }
        return pictures;
    }

    /** Runs with the options that a command line set. */
    Outcome run(FaceModels models, List<BufferedImage> pictures, PrintStream out)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("facecloak-load");
        try {
            List<Path> files = write(pictures, folder);
            List<FaceCloak> protectors = new ArrayList<>();
            for (int i = 0; i < cloaks; i++) {
                protectors.add(FaceCloak.of(NoiseCloak.of(i), models, FacePolicy.LARGEST));
            }
            String[] expected = new String[files.size()];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = hash(protectors.get(i % cloaks), files.get(i), folder.resolve("expected"));
            }
            return load(files, protectors, expected, folder, out);
        } finally {
            try (Stream<Path> left = Files.list(folder)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private Outcome load(List<Path> files, List<FaceCloak> protectors, String[] expected, Path folder, PrintStream out)
            throws InterruptedException {
        AtomicLong next = new AtomicLong();
        AtomicLong done = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        System.gc();
        List<Sample> samples = new ArrayList<>();
        samples.add(sample(0, 0, out));
        long start = System.nanoTime();
        long end = start + (long) (minutes * 60e9);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Void>> workers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Path target = folder.resolve("thread-" + t);
            workers.add(pool.submit(() -> {
                while (System.nanoTime() < end) {
                    int i = (int) (next.getAndIncrement() % files.size());
                    if (!expected[i].equals(hash(protectors.get(i % cloaks), files.get(i), target))) {
                        wrong.incrementAndGet();
                    }
                    done.incrementAndGet();
                }
                return null;
            }));
        }
        pool.shutdown();
        long before = 0;
        boolean ended;
        do {
            ended = pool.awaitTermination((long) (interval * 1000), TimeUnit.MILLISECONDS);
            if (ended) {
                System.gc();
            }
            long now = done.get();
            samples.add(sample((System.nanoTime() - start) / 1e9, now - before, out));
            before = now;
        } while (!ended);
        for (Future<Void> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a thread failed", e.getCause());
            }
        }
        return new Outcome(done.get(), wrong.get(), samples);
    }

    private static Sample sample(double seconds, long photos, PrintStream out) {
        Sample sample = new Sample(seconds, photos, heapMiB(), residentMiB());
        out.printf(
                Locale.ROOT,
                "%6.0f s  %5d photos  heap after collection %6.1f MiB  resident %7.1f MiB%n",
                sample.seconds,
                sample.photos,
                sample.heapMiB,
                sample.residentMiB);
        return sample;
    }

    /** Half of them JPEG, half PNG. */
    private List<Path> write(List<BufferedImage> pictures, Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < photos; i++) {
            BufferedImage source = pictures.get(i % pictures.size());
            float gain = 0.7f + 0.6f * i / photos;
            BufferedImage picture =
                    new BufferedImage(source.getWidth(), source.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
            Graphics2D graphics = picture.createGraphics();
            graphics.drawImage(source, new RescaleOp(gain, 0, null), 0, 0);
            graphics.dispose();
            String format = i % 2 == 0 ? "jpg" : "png";
            Path file = folder.resolve(i + "." + format);
            ImageIO.write(picture, format, file.toFile());
            files.add(file);
        }
        return files;
    }

    private static String hash(FaceCloak cloak, Path photo, Path target) throws IOException {
        cloak.apply(photo, target);
        try {
            return Sha256.hex(target);
        } finally {
            Files.delete(target);
        }
    }

    /** Of all generations, after the last collection of any kind: the pools themselves only know about the last one that looked at them. */
    private static double heapMiB() {
        GcInfo last = null;
        for (java.lang.management.GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (bean instanceof GarbageCollectorMXBean collector) {
                GcInfo info = collector.getLastGcInfo();
                last = info != null && (last == null || info.getEndTime() > last.getEndTime()) ? info : last;
            }
        }
        long used = 0;
        for (MemoryPoolMXBean memory : ManagementFactory.getMemoryPoolMXBeans()) {
            if (last != null && memory.getType() == MemoryType.HEAP) {
                used += last.getMemoryUsageAfterGc().get(memory.getName()).getUsed();
            }
        }
        return used / 1048576.0;
    }

    private static double residentMiB() {
        Path status = Path.of("/proc/self/status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
