package io.facecloak.benchmarks;

import io.facecloak.FaceCloak;
import io.facecloak.Preset;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Progress.Stage;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.internal.inspect.ModelInspector;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a cloak takes against the number of synthetic faces, of iterations, and the work of the recogniser that it is learnt on; and which part
 * of the learning is not the recogniser's gradient. Writes {@code scaling.csv} and {@code scaling.png}.
 *
 * <pre>benchmarks/scaling.sh --models DIRECTORY --out FOLDER</pre>
 *
 * Every figure is the median over the rounds. The preset is {@code BALANCED} but for what varies. The detector is the bundled one.
 */
@Command(
        name = "scaling",
        mixinStandardHelpOptions = true,
        description = "The time of a cloak against faces, iterations and recognisers.")
final class CloakScaling implements Callable<Integer> {

    private static final int FACES = 8;
    private static final int ITERATIONS = 20;
    private static final int[] MANY_FACES = {1, 2, 4, 8, 16, 32};
    private static final int[] MANY_ITERATIONS = {5, 10, 20, 40, 80};

    @Option(names = "--models", required = true, description = "Models directory; all recognisers in it are measured.")
    Path models;

    @Option(names = "--seed", description = "The person's photo; default: ${DEFAULT-VALUE}.")
    Path seed = Path.of("facecloak-examples/demo/seed.jpg");

    @Option(
            names = "--recogniser",
            description = "That of the curves over faces and iterations; default: the one with the least work.")
    String recogniser;

    @Option(names = "--rounds", description = "Cloaks per figure; default: ${DEFAULT-VALUE}.")
    int rounds = 3;

    @Option(names = "--out", required = true, description = "Folder for the table and the chart.")
    Path out;

    private final PrintStream console = System.out;

    /**
     * One measured setting.
     *
     * @param curve what varies
     * @param gigaFlops of one forward pass on one face; not a number where it is not known
     * @param total milliseconds of a cloak, models loaded
     * @param synthesis of which in stage 1
     * @param learning of which in stage 2
     * @param gradients of which in the recogniser's gradients
     */
    record Measurement(
            String curve,
            String recogniser,
            double gigaFlops,
            int faces,
            int iterations,
            double total,
            double synthesis,
            double learning,
            double gradients) {

        static final String HEADER =
                "curve,recogniser,gflop_per_face,faces,iterations,total_ms,synthesis_ms,learning_ms,gradients_ms,optimiser_share";

        /** The part of the cloak that is learning, but no gradient. */
        double optimiserShare() {
            return (learning - gradients) / total;
        }

        String csv() {
            return String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%d,%d,%.0f,%.0f,%.0f,%.0f,%.4f",
                    curve,
                    recogniser,
                    Double.isNaN(gigaFlops) ? "" : String.format(Locale.ROOT, "%.3f", gigaFlops),
                    faces,
                    iterations,
                    total,
                    synthesis,
                    learning,
                    gradients,
                    optimiserShare());
        }
    }

    /** A recogniser, its file and its work on one face. */
    private record Subject(String name, Path file, double gigaFlops) {

        static Subject of(Path file) {
            String name = file.getFileName().toString();
            return new Subject(
                    name.substring(0, name.lastIndexOf('.')),
                    file,
                    2e-9 * ModelInspector.inspect(file).multiplyAdds());
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CloakScaling()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        List<Subject> subjects = subjects();
        if (subjects.isEmpty()) {
            System.err.println("there are no recognisers in " + models + "; README, Models, shows the layout");
            return CommandLine.ExitCode.SOFTWARE;
        }
        Subject chosen = subjects.stream()
                .filter(subject -> recogniser == null || subject.name().equals(recogniser))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no recogniser is called " + recogniser));
        List<Measurement> measured = new ArrayList<>();
        console.println(Measurement.HEADER);
        try (OnnxEmbedder embedder = OnnxEmbedder.open(chosen.file(), Device.configured())) {
            List<TimedEmbedder> timed = List.of(new TimedEmbedder(embedder));
            // Warms up: what is measured is a process that has learnt cloaks before.
            learn("faces", chosen, timed, FACES, ITERATIONS);
            for (int faces : MANY_FACES) {
                add(measured, learn("faces", chosen, timed, faces, ITERATIONS));
            }
            for (int iterations : MANY_ITERATIONS) {
                add(measured, learn("iterations", chosen, timed, FACES, iterations));
            }
        }
        for (Subject subject : subjects) {
            try (OnnxEmbedder embedder = OnnxEmbedder.open(subject.file(), Device.configured())) {
                List<TimedEmbedder> timed = List.of(new TimedEmbedder(embedder));
                learn("recogniser", subject, timed, 1, 1);
                add(measured, learn("recogniser", subject, timed, FACES, ITERATIONS));
            }
        }
        // What one gets without any option; they are not files, so their work is left out.
        List<TimedEmbedder> bundled = FaceModels.bundled().embedders().stream()
                .map(TimedEmbedder::new)
                .toList();
        Subject both = new Subject("bundled", null, Double.NaN);
        learn("default", both, bundled, 1, 1);
        add(
                measured,
                learn(
                        "default",
                        both,
                        bundled,
                        Preset.BALANCED.settings().syntheticFaces(),
                        Preset.BALANCED.settings().optimizer().iterations()));
        Files.createDirectories(out);
        List<String> lines = new ArrayList<>(List.of(Measurement.HEADER));
        measured.forEach(measurement -> lines.add(measurement.csv()));
        Files.write(out.resolve("scaling.csv"), lines);
        ScalingChart.write(measured, out.resolve("scaling.png"));
        return CommandLine.ExitCode.OK;
    }

    private void add(List<Measurement> measured, Measurement measurement) {
        measured.add(measurement);
        console.println(measurement.csv());
    }

    /** The recognisers of the directory, the one with the least work first. */
    private List<Subject> subjects() throws IOException {
        Path folder = models.resolve("recognisers");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".onnx"))
                    .map(Subject::of)
                    .sorted(Comparator.comparing(Subject::gigaFlops))
                    .toList();
        }
    }

    private Measurement learn(String curve, Subject subject, List<TimedEmbedder> embedders, int faces, int iterations)
            throws IOException {
        double[][] times = new double[4][rounds];
        for (int round = 0; round < rounds; round++) {
            Stages stages = new Stages();
            embedders.forEach(TimedEmbedder::takeMilliseconds);
            long start = System.nanoTime();
            FaceCloak.builder()
                    .models(FaceModels.bundled())
                    .surrogates(embedders.toArray(Embedder[]::new))
                    .preset(Preset.BALANCED)
                    .settings(learning -> learning.withSyntheticFaces(faces).withIterations(iterations))
                    .seed(seed)
                    .progress(stages::report)
                    .build();
            times[0][round] = (System.nanoTime() - start) / 1e6;
            times[1][round] = stages.synthesis;
            times[2][round] = stages.learning;
            times[3][round] = embedders.stream()
                    .mapToDouble(TimedEmbedder::takeMilliseconds)
                    .sum();
        }
        return new Measurement(
                curve,
                subject.name(),
                subject.gigaFlops(),
                faces,
                iterations,
                Medians.of(times[0]),
                Medians.of(times[1]),
                Medians.of(times[2]),
                Medians.of(times[3]));
    }

    /** How long each stage took, from its first report to its last. */
    private static final class Stages {

        private long began;
        private double synthesis;
        private double learning;

        private void report(Stage stage, int done, int total) {
            if (done == 0) {
                began = System.nanoTime();
            }
            double sofar = (System.nanoTime() - began) / 1e6;
            if (stage == Stage.SYNTHESIS) {
                synthesis = sofar;
            } else if (stage == Stage.OPTIMIZATION) {
                learning = sofar;
            }
        }
    }
}
