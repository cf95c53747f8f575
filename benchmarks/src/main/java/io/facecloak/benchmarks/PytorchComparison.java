package io.facecloak.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.OnnxEmbedder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The gradient step against PyTorch's, on the same weights, batch and number of threads (2), in turns: one round of each, again and again, so that
 * what else the machine does meets both. The ratio of the medians is the figure.
 *
 * <pre>benchmarks/pytorch.sh MODEL.onnx...</pre>
 *
 * PyTorch gets the network alone and its gradient with respect to the input, without those of the weights; FaceCloak's graph also converts the pixels and
 * normalises the embedding.
 */
@Command(
        name = "pytorch",
        mixinStandardHelpOptions = true,
        description = "The gradient step against PyTorch's, on the same weights, in turns.")
final class PytorchComparison implements Callable<Integer> {

    private static final int THREADS = 2;
    private static final Pattern LINE =
            Pattern.compile("forward_ms=([0-9.]+) input_gradient_ms=([0-9.]+) with_weight_gradients_ms=([0-9.]+)");

    @Parameters(arity = "1..*", paramLabel = "MODEL", description = "Recognisers as ONNX files.")
    List<Path> models;

    @Option(names = "--script", description = "PyTorch's side; default: ${DEFAULT-VALUE}.")
    Path script = Path.of("../shared/bench/torch_gradient.py");

    @Option(names = "--python", description = "A Python with torch and onnx; default: ${DEFAULT-VALUE}.")
    String python = "/usr/bin/python3";

    @Option(names = "--batch", description = "Faces per step; default: ${DEFAULT-VALUE}.")
    int batch = 8;

    @Option(names = "--rounds", description = "Rounds of each side; default: ${DEFAULT-VALUE}.")
    int rounds = 5;

    @Option(
            names = "--repeats",
            description = "Steps per round, of which the median counts; default: ${DEFAULT-VALUE}.")
    int repeats = 9;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PytorchComparison()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Path> needed = new ArrayList<>(models);
        needed.add(script);
        for (Path file : needed) {
            if (!Files.isRegularFile(file)) {
                System.err.println(file
                        + " is absent: the comparison needs recognisers as ONNX files, and --script with PyTorch's side"
                        + " (torch_gradient.py), which prints " + LINE);
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
        for (Path model : models) {
            compare(model);
        }
        return CommandLine.ExitCode.OK;
    }

    private void compare(Path model) throws IOException, InterruptedException {
        // Forward and gradient of FaceCloak, then forward, gradient and gradient with weights of PyTorch.
        double[][] times = new double[5][rounds];
        double[][] own = new double[2][rounds];
        try (OnnxEmbedder embedder = OnnxEmbedder.open(model, Device.cpu(THREADS))) {
            GradientStep step = new GradientStep(embedder, batch);
            time(step::forwardAndGradient);
            for (int round = 0; round < rounds; round++) {
                double[] pytorch = pytorch(model);
                Cost forward = time(step::forward);
                Cost gradient = time(step::forwardAndGradient);
                times[0][round] = forward.elapsed();
                times[1][round] = gradient.elapsed();
                own[0][round] = forward.processor();
                own[1][round] = gradient.processor();
                for (int i = 0; i < pytorch.length; i++) {
                    times[2 + i][round] = pytorch[i];
                }
            }
        }
        double[] medians = Arrays.stream(times).mapToDouble(Medians::of).toArray();
        System.out.printf(
                Locale.ROOT,
                "%s, batch %d, %d threads, %d rounds in turns, medians [smallest–largest] in ms%n",
                model.getFileName(),
                batch,
                THREADS,
                rounds);
        String[] names = {
            "FaceCloak, forward",
            "FaceCloak, forward and gradient",
            "PyTorch, forward",
            "PyTorch, forward and gradient",
            "PyTorch, with gradients of the weights"
        };
        for (int i = 0; i < names.length; i++) {
            double[] sorted = times[i].clone();
            Arrays.sort(sorted);
            System.out.printf(
                    Locale.ROOT, "  %-40s %8.1f [%.1f–%.1f]%n", names[i], medians[i], sorted[0], sorted[rounds - 1]);
        }
        System.out.printf(
                Locale.ROOT,
                "  gradient step: %.2f of PyTorch's, %.2f of PyTorch's with gradients of the weights; %.2f of the own forward pass,"
                        + " in processor time %.2f (%.0f of %.0f ms)%n",
                medians[1] / medians[3],
                medians[1] / medians[4],
                medians[1] / medians[0],
                Medians.of(own[1]) / Medians.of(own[0]),
                Medians.of(own[1]),
                Medians.of(own[0]));
    }

    private double[] pytorch(Path model) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                python, script.toString(), model.toString(), String.valueOf(batch), String.valueOf(repeats));
        builder.environment().put("OMP_NUM_THREADS", String.valueOf(THREADS));
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher line = LINE.matcher(output);
        if (process.waitFor() != 0 || !line.find()) {
            throw new IOException(python + " " + script + " failed: " + output.strip());
        }
        return new double[] {
            Double.parseDouble(line.group(1)), Double.parseDouble(line.group(2)), Double.parseDouble(line.group(3))
        };
    }

    /**
     * Milliseconds of one step.
     *
     * @param elapsed the median, by the clock
     * @param processor the mean, of this process on all processors, which other processes disturb less
     */
    private record Cost(double elapsed, double processor) {}

    private Cost time(Runnable step) {
        double[] elapsed = new double[repeats];
        long began = processorTime();
        for (int i = 0; i < repeats; i++) {
            long start = System.nanoTime();
            step.run();
            elapsed[i] = (System.nanoTime() - start) / 1e6;
        }
        return new Cost(Medians.of(elapsed), (processorTime() - began) / 1e6 / repeats);
    }

    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
