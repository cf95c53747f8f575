package io.facecloak.examples.spark;

import com.sun.management.OperatingSystemMXBean;
import io.facecloak.Preset;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times both jobs with one and with more cores, in turns, so that what else the machine does falls on all alike. Each round makes
 * everything anew; the first is a warm-up that does not count.
 */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        description = "Times both jobs on this machine with local[1] and local[N], in turns.")
final class BenchmarkCommand implements Callable<Integer> {

    /** What a job took: time on the clock, which depends on what else the machine does, and of the processors, which hardly does. */
    private record Cost(double seconds, double cpuSeconds) {}

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final StructType SCHEMA =
            new StructType().add(Tables.USER, DataTypes.StringType).add(Tables.PATH, DataTypes.StringType);

    @Option(
            names = "--demo",
            required = true,
            paramLabel = "FOLDER",
            description = "Folder with seed.jpg and photos, such as facecloak-examples/demo.")
    private Path demo;

    @Option(names = "--cores", defaultValue = "1,2", split = ",", description = "Default ${DEFAULT-VALUE}.")
    private List<Integer> cores;

    @Option(names = "--rounds", defaultValue = "3", description = "Default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--copies", defaultValue = "40", description = "Number of photos; default ${DEFAULT-VALUE}.")
    private int copies;

    @Option(names = "--width", defaultValue = "1200", description = "Width of the photos; default ${DEFAULT-VALUE}.")
    private int width;

    @Option(
            names = "--users",
            defaultValue = "4",
            description =
                    "People, between whom the photos are shared and for whom cloaks are learnt; default ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--iterations",
            defaultValue = "0",
            description = "Steps of learning; default: the preset's. 1 where the protecting alone is of interest.")
    private int iterations;

    @Option(names = "--no-similarity", description = "As for protect.")
    private boolean noSimilarity;

    @Override
    public Integer call() throws IOException {
        Path work = Files.createTempDirectory("facecloak-spark");
        try {
            measure(work);
        } finally {
            delete(work);
        }
        return 0;
    }

    private void measure(Path work) throws IOException {
        Path photos = Files.createDirectory(work.resolve("photos"));
        List<Row> seeds = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            Files.copy(demo.resolve("seed.jpg"), photos.resolve("seed-" + user + ".jpg"));
            seeds.add(RowFactory.create("user-" + user, "seed-" + user + ".jpg"));
        }
        List<Row> rows = copies(photos);
        Map<Integer, List<Cost>> learning = new TreeMap<>();
        Map<Integer, List<Cost>> protecting = new TreeMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (int count : cores) {
                Path folder = Files.createDirectory(work.resolve(round + "-" + count));
                SparkSession spark = SparkSession.builder()
                        .master("local[" + count + "]")
                        .appName("FaceCloak: benchmark")
                        .config("spark.ui.enabled", false)
                        .getOrCreate();
                spark.sparkContext().setLogLevel("WARN");
                Path cloaks = folder.resolve("cloaks");
                LearnSettings learn = new LearnSettings(
                        photos.toFile(), cloaks.toFile(), null, Preset.BALANCED, iterations, true, false, 1);
                Cost learnCost =
                        cost(new LearnCloaks(learn).outcomes(spark.createDataFrame(seeds, SCHEMA)), CloakRows.LEARNT);
                ProtectSettings protect = new ProtectSettings(
                        photos.toFile(),
                        cloaks.toFile(),
                        folder.resolve("protected").toFile(),
                        null,
                        null,
                        PhotoRefinement.OFF,
                        !noSimilarity,
                        false,
                        ProtectSettings.Limits.DEFAULT,
                        5);
                Cost protectCost =
                        cost(new ProtectPhotos(protect).outcomes(spark.createDataFrame(rows, SCHEMA)), "PROTECTED");
                spark.stop();
                System.out.printf(
                        Locale.ROOT,
                        "round %d%s, local[%d]: learning %.1f s (CPU %.1f s), protecting %.2f s (CPU %.2f s), load average %.1f%n",
                        round,
                        round == 0 ? " (warm-up)" : "",
                        count,
                        learnCost.seconds(),
                        learnCost.cpuSeconds(),
                        protectCost.seconds(),
                        protectCost.cpuSeconds(),
                        SYSTEM.getSystemLoadAverage());
                if (round > 0) {
                    learning.computeIfAbsent(count, absent -> new ArrayList<>()).add(learnCost);
                    protecting
                            .computeIfAbsent(count, absent -> new ArrayList<>())
                            .add(protectCost);
                }
                delete(folder);
            }
        }
        report("learning", "cloak", learning, users);
        report("protecting", "photo", protecting, copies);
    }

    /** Photos of the demo person, scaled, one after the other. */
    private List<Row> copies(Path folder) throws IOException {
        List<Path> originals;
        try (Stream<Path> files = Files.list(demo.resolve("photos"))) {
            originals = files.sorted().toList();
        }
        List<Path> scaled = new ArrayList<>();
        for (Path original : originals) {
            scaled.add(scaled(original, folder));
        }
        List<Row> rows = new ArrayList<>();
        for (int copy = 0; copy < copies; copy++) {
            String name = "photo-" + copy + ".jpg";
            Files.copy(scaled.get(copy % scaled.size()), folder.resolve(name));
            rows.add(RowFactory.create("user-" + copy * users / copies, name));
        }
        return rows;
    }

    private Path scaled(Path original, Path folder) throws IOException {
        BufferedImage picture = ImageIO.read(original.toFile());
        if (picture.getWidth() == width) {
            return original;
        }
        int height = Math.round(picture.getHeight() * (float) width / picture.getWidth());
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        File file = folder.resolve("scaled-" + original.getFileName()).toFile();
        ImageIO.write(result, "jpg", file);
        return file.toPath();
    }

    /** Runs a job and makes sure that all went well. */
    private static Cost cost(Dataset<Row> outcomes, String expected) {
        long start = System.nanoTime();
        long cpuStart = SYSTEM.getProcessCpuTime();
        List<Row> rows = outcomes.collectAsList();
        Cost cost = new Cost((System.nanoTime() - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpuStart) / 1e9);
        for (Row row : rows) {
            if (!expected.equals(row.getAs("status"))) {
                throw new IllegalStateException("not " + expected + ": " + row);
            }
        }
        return cost;
    }

    private void report(String what, String unit, Map<Integer, List<Cost>> costs, int count) {
        costs.forEach((number, values) -> System.out.printf(
                Locale.ROOT,
                "%s, local[%d]: medians per %s %.3f s, CPU %.3f s%n",
                what,
                number,
                unit,
                median(values.stream().map(Cost::seconds).toList()) / count,
                median(values.stream().map(Cost::cpuSeconds).toList()) / count));
        List<Cost> single = costs.get(cores.get(0));
        for (int number : cores.subList(1, cores.size())) {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                ratios.add(single.get(round).seconds()
                        / costs.get(number).get(round).seconds());
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: local[%d] is %.2f times as fast as local[%d] (median of %d rounds; %.2f to %.2f)%n",
                    what,
                    number,
                    median(ratios),
                    cores.get(0),
                    rounds,
                    Collections.min(ratios),
                    Collections.max(ratios));
        }
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
