package io.facecloak.onnx;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Uses ONNX Runtime in a process of its own, which lacks the engine's library or is told to end while graphs run. */
final class EngineProcess {

    private static final int WORKERS = 2;

    /** How long another shutdown hook keeps the ending process alive, so that the workers run on. */
    private static final long LINGER_MILLIS = 400;

    private EngineProcess() {}

    static Process start(Path log, List<String> options, String what) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1"));
        command.add("-XX:ErrorFile=" + log.resolveSibling("crash.log"));
        command.addAll(options);
        command.addAll(List.of(
                "-Dfacecloak.graph.cache=off",
                "-Dfacecloak.engine.cache=off",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                EngineProcess.class.getName(),
                what));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "open" -> {
                open();
                open();
            }
            case "work" -> work();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void open() {
        try (OnnxEmbedder embedder = recogniser()) {
            note("opened " + embedder.name());
        } catch (ModelException e) {
            note("refused: " + e.getMessage());
        }
    }

    private static void work() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            note("ending");
            try {
                Thread.sleep(LINGER_MILLIS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        OnnxEmbedder embedder = recogniser();
        for (int i = 0; i < WORKERS; i++) {
            new Thread(() -> learn(embedder)).start();
        }
    }

    private static void learn(OnnxEmbedder embedder) {
        float[] face = new float[AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE];
        for (boolean first = true; ; first = false) {
            embedder.embedWithGradient(
                    FloatBuffer.wrap(face), new float[1][embedder.dimension()], FloatBuffer.allocate(face.length));
            if (first) {
                note("working");
            }
        }
    }

    private static OnnxEmbedder recogniser() {
        return OnnxEmbedder.of("tiny", TinyRecogniser.bytes(), InputSpec.arcface(), Device.cpu(1));
    }

    private static synchronized void note(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
